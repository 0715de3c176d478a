package io.ampsync.runtime.postgres;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.Cursor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which DDL a sync would run, found out in read-only transactions. */
public final class DdlPreview {
    private static final String READ_ONLY = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";

    private final TargetDatabase database;
    private final TargetSchema schema;
    private final String syncUid;

    public DdlPreview(TargetDatabase database, String syncUid) {
        this.database = database;
        this.schema = database.schema();
        this.syncUid = syncUid;
    }

    /** Statements for the tables of our own, joined by semicolons; empty if all are there. */
    public String internal() {
        return database.call("Looking for our tables", session -> {
            session.run(Script.of(READ_ONLY));
            return InternalTables.preview(session, schema);
        });
    }

    /**
     * For one table.
     *
     * @param ddl to be run, empty if the table is as it should be
     * @param refusal why the sync would refuse the table, or empty
     * @param checkpoint where it would go on, null for the first block
     */
    public record TablePreview(
            List<String> ddl, String refusal, @Nullable Cursor checkpoint) {
        public TablePreview {
            ddl = List.copyOf(ddl);
        }
    }

    /** Looks at a table. */
    public TablePreview table(TargetTable table) {
        return database.call("Looking at table " + table.name(), session -> {
            session.run(Script.of(READ_ONLY));
            boolean synced = !session.run(Script.of(
                            "SELECT 1 WHERE to_regclass(?) IS NOT NULL AND to_regclass(?) IS NOT NULL",
                            schema.qualified("_ampsync_tables"),
                            schema.qualified("_ampsync_schema")))
                    .rows()
                    .isEmpty();
            if (!synced) {
                return untouched(session, table);
            }
            Row owner = session.run(Script.of(
                            schema.sql("SELECT sync_uid FROM {schema}._ampsync_tables WHERE table_name = ?"),
                            table.name()))
                    .row();
            if (owner != null && !owner.text(0).equals(syncUid)) {
                return new TablePreview(List.of(), "It belongs to the sync " + owner.text(0) + ".", null);
            }
            try {
                List<String> ddl = new TargetTables(database, new Claim(syncUid, syncUid, 0, ""))
                        .preview(session, table, owner != null);
                // Behind the read-only transaction: its own has to be the first statement of one.
                session.run(Script.of("COMMIT"));
                Optional<StoredState> stored = StateQuery.read(session, schema, table.name());
                return new TablePreview(
                        ddl,
                        "",
                        stored.map(state -> state.checkpoint().watermark()).orElse(null));
            } catch (SyncException e) {
                return refused(e);
            }
        });
    }

    /** Where nothing was ever synced, a relation of that name is somebody else's. */
    private TablePreview untouched(Session session, TargetTable table) throws java.sql.SQLException {
        ExistingTable existing = ExistingTable.read(session, schema, table.name());
        if (existing == null) {
            return new TablePreview(TableSql.create(schema, table), "", null);
        }
        boolean usable = existing.ordinary()
                && existing.keyed()
                && existing.empty()
                && SchemaFit.of(table.columns(), existing.columns(), _ -> true, true) instanceof SchemaFit.Same;
        return new TablePreview(
                usable ? TableSql.blockIndex(schema, table, existing) : List.of(),
                usable ? "" : "A relation of that name is there, and it is not ours.",
                null);
    }

    private static TablePreview refused(SyncException failure) {
        if (failure.reason() != Reason.SCHEMA_INCOMPATIBLE) {
            throw failure;
        }
        return new TablePreview(List.of(), String.valueOf(failure.getMessage()), null);
    }
}
