package io.ampsync.runtime.adopt;

import java.util.List;

/**
 * A table as the catalog describes it.
 *
 * @param key columns of the primary key, in the table's order
 */
record OldTable(String name, List<String> columns, List<String> key) {
    OldTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    boolean has(String... names) {
        return columns.containsAll(List.of(names));
    }
}
