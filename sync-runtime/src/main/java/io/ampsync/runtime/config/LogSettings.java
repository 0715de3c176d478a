package io.ampsync.runtime.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What to log, and how.
 *
 * @param root level of everything that no target names
 * @param targets level by target as {@code RUST_LOG} spells it: {@code ampsync}, {@code sqlx}, {@code a::b}
 */
public record LogSettings(Format format, LogLevel root, Map<String, LogLevel> targets) {
    /** The default: text, info. */
    public static final LogSettings DEFAULT = new LogSettings(Format.TEXT, LogLevel.INFO, Map.of());

    private static final Map<String, LogLevel> LEVELS = Map.of(
            "off", LogLevel.OFF,
            "error", LogLevel.ERROR,
            "warn", LogLevel.WARN,
            "info", LogLevel.INFO,
            "debug", LogLevel.DEBUG,
            "trace", LogLevel.TRACE);

    public LogSettings {
        targets = Map.copyOf(targets);
    }

    /** One line of text, or one JSON object, per event. */
    public enum Format {
        TEXT,
        JSON
    }

    /** Parsed directives, and those that were not understood. */
    record Directives(LogLevel root, Map<String, LogLevel> targets, List<String> wrong) {}

    /**
     * Reads {@code level}, {@code target} (all of it) and {@code target=level}, separated by commas. Filters on spans
     * and fields, {@code target[…]}, apply to the whole target: we have no spans.
     */
    static Directives directives(String text) {
        LogLevel root = LogLevel.INFO;
        Map<String, LogLevel> targets = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        for (String part : text.replaceAll("\\[[^\\]]*\\]", "").split(",", -1)) {
            String directive = part.strip();
            int equals = directive.indexOf('=');
            Optional<LogLevel> level = level(directive.substring(equals + 1));
            if (directive.isEmpty()) {
                continue;
            }
            if (equals < 0 && level.isPresent()) {
                root = level.get();
            } else if (equals < 0 && directive.matches("[A-Za-z_][A-Za-z0-9_:.-]*")) {
                targets.put(directive, LogLevel.TRACE);
            } else if (equals > 0 && level.isPresent()) {
                targets.put(directive.substring(0, equals).strip(), level.get());
            } else {
                wrong.add(directive);
            }
        }
        return new Directives(root, targets, wrong);
    }

    private static Optional<LogLevel> level(String text) {
        return Optional.ofNullable(LEVELS.get(text.strip().toLowerCase(Locale.ROOT)));
    }
}
