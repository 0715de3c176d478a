package io.ampsync.runtime.adopt;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.Answers;
import io.ampsync.runtime.postgres.Claim;
import io.ampsync.runtime.postgres.Fence;
import io.ampsync.runtime.postgres.Row;
import io.ampsync.runtime.postgres.Script;
import io.ampsync.runtime.postgres.Session;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.postgres.TargetSchema;
import java.sql.SQLException;
import java.util.List;

/** Gives adopted tables back to the program that filled them before, which goes on where ampsync stopped. */
public final class Release {
    /** What is ours alone, and of no use to the predecessor. */
    private static final List<String> BOOKKEEPING =
            List.of("_ampsync_ranges", "_ampsync_changes", "_ampsync_reorgs", "_ampsync_schema", "_ampsync_tables");

    /** The predecessor's columns say the truth already; ours become what they are in its own rows. */
    private static final String CHECKPOINT = """
            UPDATE {schema}._ampsync_checkpoints
            SET incremental_block_num = watermark_block_num, incremental_updated_at = watermark_updated_at,
                dataset = NULL, version = NULL, manifest_hash = NULL, sync_uid = NULL, seq = 0, open_start = NULL,
                open_end = NULL, open_hash = NULL, open_prev_hash = NULL, open_rows = NULL, open_digest = NULL,
                updated_at = now()
            WHERE table_name = ? RETURNING network, watermark_block_num, encode(watermark_block_hash, 'hex')""";

    private final TargetDatabase database;
    private final TargetSchema schema;

    public Release(TargetDatabase database) {
        this.database = database;
        this.schema = database.schema();
    }

    /** Where the predecessor goes on. */
    public record Released(String table, String network, long block, String hash) {}

    /** The adopted tables of a sync, by name; empty also if nothing of ours is in the schema. */
    public List<String> adopted(String syncUid) {
        return database.call("Listing the adopted tables of " + syncUid, session -> {
            boolean exist = !session.run(Script.of(
                            "SELECT 1 FROM pg_attribute WHERE attrelid = to_regclass(?) AND attname = 'adopted_from'",
                            schema.qualified("_ampsync_tables")))
                    .rows()
                    .isEmpty();
            return exist
                    ? session
                            .run(Script.of(
                                    schema.sql("SELECT table_name FROM {schema}._ampsync_tables"
                                            + " t WHERE sync_uid = ? AND adopted_from IS NOT NULL"
                                            // Not what was kept when another version took its place.
                                            + " AND to_jsonb(t) ->> 'beside' IS NULL ORDER BY table_name"),
                                    syncUid))
                            .rows()
                            .stream()
                            .map(row -> row.text(0))
                            .toList()
                    : List.<String>of();
        });
    }

    /**
     * Gives one table back in one transaction.
     *
     * @throws SyncException it is locked, or another instance took over; nothing was changed
     */
    public Released release(Claim claim, String table) {
        return database.call("Releasing table " + table, session -> release(session, claim, table));
    }

    private Released release(Session session, Claim claim, String table) throws SQLException {
        Fence.enter(session, database, claim, database.limits().forCommit());
        String name = schema.qualified(table);
        // Readers pass the first lock, and autovacuum makes way for it; for the second they wait, but not long.
        session.run(Script.of("LOCK TABLE " + name + " IN SHARE UPDATE EXCLUSIVE MODE")
                .then(database.limits().forDdl())
                .then("LOCK TABLE " + name + " IN ACCESS EXCLUSIVE MODE"));
        Row row = session.run(Script.of(schema.sql(CHECKPOINT), table)).row();
        if (row == null || row.absent(1)) {
            throw new SyncException(
                    Reason.DATABASE_REFUSED, "The checkpoint of " + name + " is gone; there is nothing to go on from.");
        }
        Released released = new Released(table, row.text(0), row.number(1), row.text(2));
        Script rest = Script.of("DELETE FROM " + name + " WHERE _block_num_end > ?", released.block());
        Guard.takeDown(rest, schema, table);
        rest.then("DROP INDEX IF EXISTS " + schema.qualified(Takeover.index(table)));
        for (String state : BOOKKEEPING) {
            rest.then(schema.sql("DELETE FROM {schema}." + state + " WHERE table_name = ?"), table);
        }
        rest.then(schema.sql("DELETE FROM {schema}." + Predecessors.SET_ASIDE + " WHERE table_name = ?"), table);
        rest.then(schema.sql("SELECT 1 FROM {schema}._ampsync_tables WHERE adopted_from IS NOT NULL LIMIT 1"));
        Answers answers = session.run(rest);
        Script end = new Script();
        if (answers.row() == null) {
            Guard.takeDown(end, schema, CatalogReader.CHECKPOINTS);
            Guard.forget(end, schema);
        }
        session.run(end.then("COMMIT"));
        return released;
    }
}
