package io.ampsync.runtime.postgres;

import io.ampsync.runtime.encode.TargetColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Whether an existing table can take the rows of a schema. */
sealed interface SchemaFit {
    /** As it is. */
    record Same() implements SchemaFit {}

    /**
     * After an additive change.
     *
     * @param added columns that the table lacks
     * @param loosened columns that may be null from now on
     */
    record Additive(List<TargetColumn> added, List<String> loosened) implements SchemaFit {}

    /** Not without losing something. */
    record Refused(String finding) implements SchemaFit {}

    /**
     * A column as the database describes it.
     *
     * @param type as {@code format_type} prints it
     * @param hasDefault or is generated: rows need not name it
     */
    record Existing(String name, String type, boolean notNull, boolean hasDefault) {}

    /**
     * Compares by name; the order does not matter. Columns come nullable into a table that has rows, whatever the source
     * says of its own: the rows that are there have no value for them.
     *
     * @param ours columns that this sync knows; others, which users added, are left alone
     * @param empty whether the table has no row: then a new column may be NOT NULL
     */
    static SchemaFit of(List<TargetColumn> wanted, List<Existing> existing, Predicate<String> ours, boolean empty) {
        Map<String, Existing> there = new LinkedHashMap<>();
        existing.forEach(column -> there.put(column.name(), column));
        List<String> retyped = new ArrayList<>();
        List<TargetColumn> added = new ArrayList<>();
        List<String> loosened = new ArrayList<>();
        for (TargetColumn column : wanted) {
            Existing old = there.remove(column.name());
            String type = SqlType.canonical(column.sqlType());
            if (old == null) {
                added.add(empty ? column : new TargetColumn(column.name(), column.sqlType(), false));
            } else if (!old.type().equals(type)) {
                retyped.add(column.name() + " (" + old.type() + " → " + type + ")");
            } else if (old.notNull() && !column.notNull()) {
                loosened.add(column.name());
            }
        }
        List<String> dropped = there.keySet().stream().filter(ours).toList();
        List<String> unfillable = there.values().stream()
                .filter(column -> !ours.test(column.name()) && column.notNull() && !column.hasDefault())
                .map(Existing::name)
                .toList();
        List<String> findings = new ArrayList<>();
        if (!retyped.isEmpty()) {
            findings.add("Type changes detected: " + String.join(", ", retyped));
        }
        if (!dropped.isEmpty()) {
            findings.add("Columns dropped from schema: " + String.join(", ", dropped));
        }
        if (!unfillable.isEmpty()) {
            findings.add("Columns of the database's users must be nullable or have a default: "
                    + String.join(", ", unfillable));
        }
        if (!findings.isEmpty()) {
            return new Refused(String.join("; ", findings));
        }
        return added.isEmpty() && loosened.isEmpty() ? new Same() : new Additive(added, loosened);
    }
}
