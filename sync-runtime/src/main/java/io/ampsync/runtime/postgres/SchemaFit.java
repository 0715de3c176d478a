package io.ampsync.runtime.postgres;

import io.ampsync.runtime.encode.TargetColumn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /** A column as the database describes it, its type as {@code format_type} prints it. */
    record Existing(String name, String type, boolean notNull) {}

    /**
     * Compares by name; the order does not matter.
     *
     * @param empty whether the table has no row: then a new column may be NOT NULL
     */
    static SchemaFit of(List<TargetColumn> wanted, List<Existing> existing, boolean empty) {
        Map<String, Existing> there = new LinkedHashMap<>();
        existing.forEach(column -> there.put(column.name(), column));
        List<String> retyped = new ArrayList<>();
        List<String> unfillable = new ArrayList<>();
        List<TargetColumn> added = new ArrayList<>();
        List<String> loosened = new ArrayList<>();
        for (TargetColumn column : wanted) {
            Existing old = there.remove(column.name());
            String type = SqlType.canonical(column.sqlType());
            if (old == null) {
                added.add(column);
                if (column.notNull() && !empty) {
                    unfillable.add(column.name());
                }
            } else if (!old.type().equals(type)) {
                retyped.add(column.name() + " (" + old.type() + " → " + type + ")");
            } else if (old.notNull() && !column.notNull()) {
                loosened.add(column.name());
            }
        }
        List<String> findings = new ArrayList<>();
        if (!retyped.isEmpty()) {
            findings.add("Type changes detected: " + String.join(", ", retyped));
        }
        if (!there.isEmpty()) {
            findings.add("Columns dropped from schema: " + String.join(", ", there.keySet()));
        }
        if (!unfillable.isEmpty()) {
            findings.add("New columns must be nullable: " + String.join(", ", unfillable));
        }
        if (!findings.isEmpty()) {
            return new Refused(String.join("; ", findings));
        }
        return added.isEmpty() && loosened.isEmpty() ? new Same() : new Additive(added, loosened);
    }
}
