package io.ampsync.runtime.postgres;

import io.ampsync.runtime.config.RowId;
import java.sql.SQLException;

/**
 * What a table was filled with is part of what it is: rows of two selections, or with two kinds of ids, are never mixed.
 * In {@code _ampsync_tables}, inside the caller's transaction.
 */
final class Filling {
    /** Neither column was always there. */
    private static final String KIND = """
            SELECT coalesce(to_jsonb(t) ->> 'row_id', 'block-ordered') FROM {schema}._ampsync_tables t
            WHERE table_name = ?""";

    private Filling() {}

    /**
     * Writes down what the table is filled with from now on.
     *
     * @throws io.ampsync.runtime.fault.SyncException it has rows of another selection
     */
    static void record(Session session, TargetSchema schema, TargetTable table, boolean empty) throws SQLException {
        Row stored = session.run(Script.of(
                        schema.sql("SELECT selection, row_id FROM {schema}._ampsync_tables WHERE table_name = ?"),
                        table.name()))
                .rows()
                .getFirst();
        String selection = stored.text(0);
        if (!empty && !selection.equals(table.selection())) {
            throw TargetTables.refused(
                    schema,
                    table,
                    "it was filled with " + (selection.isEmpty() ? "everything" : "'" + selection + "'") + ", and "
                            + (table.selection().isEmpty() ? "everything" : "'" + table.selection() + "'")
                            + " is asked");
        }
        if (empty
                && !(selection.equals(table.selection())
                        && stored.text(1).equals(table.id().label()))) {
            session.run(Script.of(
                    schema.sql("UPDATE {schema}._ampsync_tables SET selection = ?, row_id = ? WHERE table_name = ?"),
                    table.selection(),
                    table.id().label(),
                    table.name()));
        }
    }

    /**
     * For a table that has rows.
     *
     * @throws io.ampsync.runtime.fault.SyncException their ids are of another kind than is asked
     */
    static void requireKind(Session session, TargetSchema schema, TargetTable table) throws SQLException {
        Row row = session.run(Script.of(schema.sql(KIND), table.name())).row();
        if (row != null && !row.text(0).equals(table.id().label())) {
            throw TargetTables.refused(
                    schema,
                    table,
                    "its rows have " + row.text(0) + " ids, and " + table.id().label()
                            + " is asked. A table keeps its ids: set AMPSYNC_ROW_ID=" + row.text(0)
                            + " (spec.values.rowId: "
                            + spelled(row.text(0)) + "), or drop the table, and it is filled anew");
        }
    }

    private static String spelled(String label) {
        return switch (RowId.of(label)) {
            case BLOCK_ORDERED -> "BlockOrdered";
            case XXH3 -> "Xxh3";
        };
    }
}
