package io.ampsync.simulator.query;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SQL and its trailing {@code SETTINGS key = value, …} clause. Only {@code stream} with a boolean literal means anything;
 * everything else is accepted and ignored (amp-protocol 2.2).
 *
 * @param sql without the clause and without a trailing semicolon
 */
record SettingsClause(String sql, boolean stream) {
    private static final Pattern CLAUSE = Pattern.compile(
            "(?is)\\sSETTINGS\\s+([a-z_]\\w*\\s*=\\s*[^\\s,;]+(?:\\s*,\\s*[a-z_]\\w*\\s*=\\s*[^\\s,;]+)*)\\s*;?\\s*$");

    /** Without a table, {@code SETTINGS} is an alias, and what follows it a syntax error. */
    private static final Pattern FROM = Pattern.compile("(?i)\\bFROM\\b");

    static SettingsClause strip(String text) {
        Matcher matcher = CLAUSE.matcher(text);
        if (!matcher.find() || !FROM.matcher(text).find()) {
            return new SettingsClause(text.strip().replaceFirst(";$", ""), false);
        }
        return new SettingsClause(text.substring(0, matcher.start()).strip(), streams(matcher.group(1)));
    }

    private static boolean streams(String settings) {
        for (String setting : settings.split(",", -1)) {
            String[] pair = setting.strip().split("\\s*=\\s*", 2);
            if (pair[0].toLowerCase(Locale.ROOT).equals("stream")) {
                return pair[1].equalsIgnoreCase("true");
            }
        }
        return false;
    }
}
