package io.ampsync.runtime.postgres;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One spelling per type: DDL's {@code NUMERIC(20)} is {@code format_type}'s {@code numeric(20,0)}. */
final class SqlType {
    private static final Pattern SHAPE = Pattern.compile("([a-z0-9 ]+?) ?(?:\\(([^)]*)\\))?( with(?:out)? time zone)?");

    private static final Map<String, String> NAMES = Map.ofEntries(
            Map.entry("int2", "smallint"),
            Map.entry("int4", "integer"),
            Map.entry("int", "integer"),
            Map.entry("int8", "bigint"),
            Map.entry("float4", "real"),
            Map.entry("float8", "double precision"),
            Map.entry("float", "double precision"),
            Map.entry("bool", "boolean"),
            Map.entry("decimal", "numeric"),
            Map.entry("varchar", "character varying"),
            Map.entry("char", "character"),
            Map.entry("timestamp", "timestamp without time zone"),
            Map.entry("timestamptz", "timestamp with time zone"),
            Map.entry("time", "time without time zone"),
            Map.entry("timetz", "time with time zone"));

    private SqlType() {}

    /** As {@code format_type} prints it. */
    static String canonical(String declared) {
        String text = declared.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
        String array = "";
        while (text.endsWith("[]")) {
            // PostgreSQL does not keep the number of dimensions.
            array = "[]";
            text = text.substring(0, text.length() - 2).stripTrailing();
        }
        Matcher shape = SHAPE.matcher(text);
        if (!shape.matches()) {
            return text + array;
        }
        String zone = shape.group(3) == null ? "" : shape.group(3);
        String name = zone.isEmpty() ? NAMES.getOrDefault(shape.group(1), shape.group(1)) : shape.group(1) + zone;
        String arguments = shape.group(2) == null ? "" : shape.group(2).replace(" ", "");
        if (arguments.isEmpty()) {
            return name + array;
        }
        if (name.equals("numeric") && !arguments.contains(",")) {
            arguments += ",0";
        }
        int afterFirstWord = name.indexOf(' ');
        boolean inside = name.startsWith("time") && afterFirstWord > 0;
        return inside
                ? name.substring(0, afterFirstWord) + '(' + arguments + ')' + name.substring(afterFirstWord) + array
                : name + '(' + arguments + ')' + array;
    }
}
