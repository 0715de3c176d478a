package io.ampsync.runtime.config;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code AMPSYNC_TABLE_<NAME>_WHERE} and {@code AMPSYNC_TABLE_<NAME>_COLUMNS}; the name's case does not matter. */
final class SelectionReader {
    private static final Pattern NAME = Pattern.compile("AMPSYNC_TABLE_(.+)_(WHERE|COLUMNS)");
    private static final String ADVICE =
            "Use a condition on the table's own columns, or columns separated by commas, as in"
                    + " AMPSYNC_TABLE_LOGS_WHERE=\"topic0 IS NOT NULL\".";

    private final Reading reading;
    private final Map<String, List<String>> columns = new HashMap<>();
    private final Map<String, String> wheres = new TreeMap<>();

    SelectionReader(Reading reading) {
        this.reading = reading;
    }

    static boolean isOurs(String variable) {
        return NAME.matcher(variable).matches();
    }

    /** The variable of a table and {@code WHERE} or {@code COLUMNS}. */
    static String variable(String table, String kind) {
        return "AMPSYNC_TABLE_" + table.toUpperCase(Locale.ROOT) + "_" + kind;
    }

    /** Where a spec says what one of our variables does. */
    static String inSpec(String variable) {
        return "spec.tables[]." + (variable.endsWith("_WHERE") ? "where" : "columns");
    }

    /**
     * By table in upper case.
     *
     * @param tables that are wanted; empty for all that there are, which is checked later
     */
    Map<String, TableSelection> read(List<String> tables) {
        reading.named(NAME).forEach((name, value) -> {
            Matcher parts = NAME.matcher(name);
            if (parts.matches()) {
                String table = parts.group(1).toUpperCase(Locale.ROOT);
                if (parts.group(2).equals("WHERE")) {
                    wheres.put(table, value);
                } else {
                    columns.put(table, names(value));
                }
            }
        });
        Map<String, TableSelection> selections = new TreeMap<>();
        for (String table : union()) {
            try {
                selections.put(
                        table,
                        TableSelection.of(columns.getOrDefault(table, List.of()), wheres.getOrDefault(table, "")));
            } catch (IllegalArgumentException e) {
                reading.problem(
                        variable(table, wheres.containsKey(table) ? "WHERE" : "COLUMNS"),
                        String.valueOf(e.getMessage()),
                        ADVICE);
            }
            if (!tables.isEmpty() && tables.stream().noneMatch(table::equalsIgnoreCase)) {
                reading.problem(
                        variable(table, wheres.containsKey(table) ? "WHERE" : "COLUMNS"),
                        "TABLES does not name " + table.toLowerCase(Locale.ROOT),
                        "Name the table there, or remove this.");
            }
        }
        return selections;
    }

    private List<String> union() {
        List<String> all = new ArrayList<>(wheres.keySet());
        columns.keySet().stream().filter(table -> !wheres.containsKey(table)).forEach(all::add);
        return all;
    }

    private static List<String> names(String value) {
        return Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
