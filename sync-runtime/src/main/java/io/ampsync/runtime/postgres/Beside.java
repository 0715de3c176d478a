package io.ampsync.runtime.postgres;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a table that is filled beside another one has of that one, and whether it is still the one that is wanted. */
final class Beside {
    private static final String LAST = """
            SELECT s.dataset IS NOT DISTINCT FROM ? AND s.version IS NOT DISTINCT FROM ?
                     AND s.manifest_hash IS NOT DISTINCT FROM ?
                     AND t.selection = ? AND t.row_id = ?
            FROM {schema}._ampsync_schema s JOIN {schema}._ampsync_tables t USING (table_name)
            WHERE table_name = ? ORDER BY s.id DESC LIMIT 1""";

    private static final String FILLED =
            LAST.replace("WHERE table_name = ?", "WHERE t.beside = ? AND t.superseded_at IS NULL");

    private static final String TABLESPACE = """
            SELECT quote_ident(s.spcname) FROM pg_class c JOIN pg_tablespace s ON s.oid = c.reltablespace
            WHERE c.oid = to_regclass(?)""";

    private final TargetSchema schema;

    Beside(TargetSchema schema) {
        this.schema = schema;
    }

    /** True if it was begun for another version, or with other rows and columns: nobody has read it, and it goes. */
    boolean isStale(Session session, TargetTable table, Provenance wanted) throws SQLException {
        if (table.beside() == null) {
            return false;
        }
        Row last = session.run(Script.of(
                        schema.sql(LAST),
                        wanted.dataset(),
                        wanted.version(),
                        wanted.manifestHash(),
                        table.selection(),
                        table.id().label(),
                        table.name()))
                .row();
        return last == null || !last.flag(0);
    }

    /**
     * Refuses to have a table go on with a version that is being filled beside it: the database went back to before that
     * took its place, or the table beside goes in a moment.
     */
    void requireInPlace(Session session, TargetTable table, Provenance from) throws SQLException {
        Row beside = table.beside() != null || !from.isExact()
                ? null
                : session.run(Script.of(
                                schema.sql(FILLED),
                                from.dataset(),
                                from.version(),
                                from.manifestHash(),
                                table.selection(),
                                table.id().label(),
                                table.name()))
                        .row();
        if (beside != null && beside.flag(0)) {
            throw new SyncException(
                    Reason.COMMIT_UNCERTAIN,
                    "Version " + from.label() + " is in the table beside " + table.name() + ", and not in its place.");
        }
    }

    /** Gives it, as long as it is empty, what users have built into the other table; answers the statements that it ran. */
    List<String> complete(Session session, TargetTable table) throws SQLException {
        String other = table.beside();
        if (other == null) {
            return List.of();
        }
        List<String> ddl = new ArrayList<>();
        String name = schema.qualified(table.name());
        for (Row space :
                session.run(Script.of(TABLESPACE, schema.qualified(other))).rows()) {
            ddl.add("ALTER TABLE " + name + " SET TABLESPACE " + space.text(0));
        }
        for (String statement : ddl) {
            session.execute(statement);
        }
        for (String statement : missingIndexes(session, other, table.name())) {
            // One of a column that is gone cannot be made; it stands in the way later on, when somebody looks.
            if (refusal(session, statement).isEmpty()) {
                ddl.add(statement);
            }
        }
        return ddl;
    }

    /** Runs a statement on its own; what PostgreSQL says against it, empty if it was done. */
    static Optional<String> refusal(Session session, String statement) throws SQLException {
        session.execute("SAVEPOINT statement");
        try {
            session.execute(statement);
        } catch (SQLException e) {
            if (SqlStates.isLocked(e) || SqlStates.connectionLost(e)) {
                throw e;
            }
            session.execute("ROLLBACK TO SAVEPOINT statement");
            return Optional.of(SqlStates.sentence(e));
        }
        session.execute("RELEASE SAVEPOINT statement");
        return Optional.empty();
    }

    /** What creates on {@code table} the indexes that only {@code other} has. */
    List<String> missingIndexes(Session session, String other, String table) throws SQLException {
        List<TableIndex> there = TableIndex.of(session, schema, table);
        return TableIndex.of(session, schema, other).stream()
                .filter(index -> TableIndex.take(there, index).isEmpty())
                .map(index -> index.creation(schema.qualified(table)))
                .toList();
    }
}
