package io.ampsync.simulator.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The members of a request body. Every wrong one is a {@link BadInput} that names it and says what would do; so is one that
 * nobody asked for, which {@link #noOthers} finds.
 */
final class Fields {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode body;
    private final Set<String> known = new TreeSet<>();

    private Fields(JsonNode body) {
        this.body = body;
    }

    /** An empty body is an empty object. */
    static Fields of(String text) {
        JsonNode body;
        try {
            body = text.isBlank() ? JSON.createObjectNode() : JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new BadInput("body", "is not JSON: " + e.getOriginalMessage());
        }
        if (!body.isObject()) {
            throw new BadInput("body", "must be a JSON object");
        }
        return new Fields(body);
    }

    /** The same reading of query parameters. */
    static Fields of(Map<String, String> parameters) {
        return new Fields(JSON.valueToTree(parameters));
    }

    long number(String name, long least, long most) {
        return optionalNumber(name, least, most).orElseThrow(() -> missing(name, range(least, most)));
    }

    Optional<Long> optionalNumber(String name, long least, long most) {
        return present(name).map(value -> {
            if (value.isTextual() && value.asText().matches("-?\\d{1,18}")) {
                return inRange(name, Long.parseLong(value.asText()), least, most);
            }
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw new BadInput(name, "must be " + range(least, most) + ", not " + value);
            }
            return inRange(name, value.asLong(), least, most);
        });
    }

    private static long inRange(String name, long number, long least, long most) {
        if (number < least || number > most) {
            throw new BadInput(name, "must be " + range(least, most) + ", not " + number);
        }
        return number;
    }

    String text(String name, String example) {
        return optionalText(name).orElseThrow(() -> missing(name, "a text such as \"" + example + '"'));
    }

    Optional<String> optionalText(String name) {
        return present(name).map(value -> {
            if (!value.isTextual() || value.asText().isEmpty()) {
                throw new BadInput(name, "must be a text that is not empty, not " + value);
            }
            return value.asText();
        });
    }

    Optional<Boolean> flag(String name) {
        return present(name).map(value -> {
            if (!value.isBoolean()) {
                throw new BadInput(name, "must be true or false, not " + value);
            }
            return value.asBoolean();
        });
    }

    Optional<Duration> duration(String name) {
        return optionalText(name)
                .map(text -> Durations.parse(text)
                        .orElseThrow(
                                () -> new BadInput(name, "must be a duration such as 150ms, 2s or 5m, not " + text)));
    }

    /** One of the constants, written in lower case with hyphens. */
    <E extends Enum<E>> Optional<E> choice(String name, Class<E> type) {
        return optionalText(name).map(text -> constant(name, type, text));
    }

    static <E extends Enum<E>> E constant(String name, Class<E> type, String text) {
        return Stream.of(type.getEnumConstants())
                .filter(constant -> spelling(constant).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new BadInput(
                        name,
                        "must be one of "
                                + Arrays.stream(type.getEnumConstants())
                                        .map(Fields::spelling)
                                        .collect(Collectors.joining(", "))
                                + ", not " + text));
    }

    static String spelling(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** An object or array, as it is. */
    Optional<JsonNode> json(String name) {
        return present(name);
    }

    /** Does something if the member is there, with empty for a null. */
    void ifNamed(String name, Consumer<Optional<JsonNode>> action) {
        known.add(name);
        if (body.has(name)) {
            action.accept(present(name));
        }
    }

    /** To be called when all members were asked for. */
    void noOthers() {
        body.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new BadInput(
                        name,
                        known.isEmpty() ? "is unknown, there are no members here" : "is unknown, known are " + known);
            }
        });
    }

    private Optional<JsonNode> present(String name) {
        known.add(name);
        return body.hasNonNull(name) ? Optional.of(body.get(name)) : Optional.empty();
    }

    private static BadInput missing(String name, String what) {
        return new BadInput(name, "is missing, give " + what);
    }

    private static String range(long least, long most) {
        return most == Long.MAX_VALUE
                ? "a whole number from " + least + " on"
                : "a whole number from " + least + " to " + most;
    }
}
