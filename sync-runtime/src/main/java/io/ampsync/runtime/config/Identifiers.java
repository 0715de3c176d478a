package io.ampsync.runtime.config;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What may name a table or a schema in the target: 1 to 63 bytes of ASCII letters, digits, {@code _} and {@code $}, the
 * first a letter or {@code _}. Narrower than what PostgreSQL takes in quotes, on purpose: nothing that needs escaping.
 */
public final class Identifiers {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_$]*");
    private static final int MAX_BYTES = 63;
    private static final Set<String> VIEWS = Set.of("amp_checkpoints", "amp_processed_ranges");

    private Identifiers() {}

    /** What is wrong with a name, as the end of a sentence; empty if nothing is. */
    public static Optional<String> problem(String name) {
        if (name.isEmpty()) {
            return Optional.of("is empty");
        }
        if (!NAME.matcher(name).matches()) {
            return Optional.of("is not a name of letters, digits, _ and $ that begins with a letter or _");
        }
        if (name.length() > MAX_BYTES) {
            return Optional.of("has " + name.length() + " characters, more than " + MAX_BYTES);
        }
        return Optional.empty();
    }

    /** As {@link #problem}, and the names of our own tables and views are taken. */
    public static Optional<String> tableProblem(String name) {
        if (name.startsWith("_ampsync_") || VIEWS.contains(name)) {
            return Optional.of("is a name that ampsync needs itself");
        }
        return problem(name);
    }

    /** As {@link #problem}, and PostgreSQL's own schemas are taken. */
    public static Optional<String> schemaProblem(String name) {
        if (name.startsWith("pg_") || name.equals("information_schema")) {
            return Optional.of("is a schema of PostgreSQL itself");
        }
        return problem(name);
    }

    /**
     * The name of a table that came from outside the settings, an Admin API for example.
     *
     * @throws SyncException {@link Reason#IDENTIFIER_INVALID}
     */
    public static String checkedTable(String name) {
        tableProblem(name).ifPresent(problem -> {
            throw new SyncException(Reason.IDENTIFIER_INVALID, "Table name " + quoted(name) + " " + problem + ".");
        });
        return name;
    }

    /** For a message: without control characters, at most 80 characters. */
    static String quoted(String text) {
        String printable = text.replaceAll("\\p{Cntrl}", "?");
        return "'" + (printable.length() > 80 ? printable.substring(0, 80) + "…" : printable) + "'";
    }
}
