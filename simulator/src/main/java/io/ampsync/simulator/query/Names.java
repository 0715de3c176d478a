package io.ampsync.simulator.query;

import java.util.Locale;

/** Identifiers as SQL writes them: quoted ones are exact, others are folded to lower case. */
final class Names {
    private Names() {}

    static String fold(String identifier) {
        if (identifier.length() >= 2 && identifier.startsWith("\"") && identifier.endsWith("\"")) {
            return identifier.substring(1, identifier.length() - 1).replace("\"\"", "\"");
        }
        return identifier.toLowerCase(Locale.ROOT);
    }

    /** Quotes what needs quotes. */
    static String quote(String name) {
        return name.matches("[a-z_][a-z0-9_]*") ? name : '"' + name.replace("\"", "\"\"") + '"';
    }
}
