package io.ampsync.runtime.adopt;

import io.ampsync.api.Reason;
import io.ampsync.runtime.encode.TargetColumn;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.postgres.Claim;
import io.ampsync.runtime.postgres.Fence;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.postgres.Row;
import io.ampsync.runtime.postgres.Script;
import io.ampsync.runtime.postgres.Session;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.postgres.TargetSchema;
import io.ampsync.runtime.postgres.TargetTable;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.RowDigest;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The one transaction in which a table of an early ampsync becomes ours. Readers are never locked out. */
final class Takeover {
    private static final Pattern SCALED = Pattern.compile("NUMERIC\\(\\d+, ?-?[1-9]\\d*\\)", Pattern.CASE_INSENSITIVE);

    private static final String CHECKPOINT = """
            SELECT watermark_block_num = ? AND watermark_block_hash = ?::bytea AND sync_uid IS NULL
            FROM {schema}._ampsync_checkpoints WHERE table_name = ? AND network = ? FOR UPDATE""";

    /** All rows of a range, and those that lie in it whole. */
    private static final String COUNT = """
            SELECT count(*), count(*) FILTER (WHERE _block_num_start >= ?::bigint)
            FROM {table} WHERE _block_num_end >= ?::bigint AND _block_num_end <= ?::bigint""";

    private final TargetDatabase database;
    private final TargetSchema schema;
    private final Claim claim;

    Takeover(TargetDatabase database, Claim claim) {
        this.database = database;
        this.schema = database.schema();
        this.claim = claim;
    }

    /**
     * What was done.
     *
     * @param kept rows up to the watermark
     * @param removed rows above it, which no watermark vouched for
     */
    record Taken(long kept, long removed) {}

    Taken run(TargetTable table, Proof proof, Provenance from) {
        try (Session session = database.patientSession()) {
            // Longer than DDL may wait: readers pass this lock, and it is a second until autovacuum makes way.
            Fence.enter(session, database, claim, database.limits().forCommit());
            String name = schema.qualified(table.name());
            session.run(Script.of("SELECT set_config('statement_timeout', '0', true)")
                    .then("LOCK TABLE " + name + " IN SHARE ROW EXCLUSIVE MODE"));
            requireSame(session, table, proof.progress());
            StoredRanges stored = StoredRanges.of(session, name, proof.at());
            Optional<String> objection = Objection.to(stored, proof.source(), proof.progress());
            if (objection.isPresent()) {
                throw Refusal.of(schema, table.name(), objection.get());
            }
            requireUnscaled(session, table);
            String index = "CREATE INDEX IF NOT EXISTS " + TargetSchema.quote(index(table.name())) + " ON " + name
                    + " (_block_num_end)";
            session.run(Script.of(index)
                    .then(
                            "DELETE FROM " + name + " WHERE _block_num_end > ?",
                            proof.at().number()));
            List<JournalEntry> journal = journal(session, table, proof, stored.kept());
            Script changes = Script.of("SELECT pg_advisory_xact_lock(?) IS NULL", schema.setupLock());
            Guard.putUp(changes, schema, table.name());
            Guard.putUp(changes, schema, CatalogReader.CHECKPOINTS);
            Bookkeeping books = new Bookkeeping(schema, claim, table);
            books.copyAside(changes);
            books.write(changes, proof, journal, from, index);
            session.run(changes.then("COMMIT"));
            return new Taken(stored.kept(), stored.above());
        } catch (SQLException e) {
            throw database.failure("Adopting table " + table.name(), e);
        }
    }

    /** Counts the newest ranges; what is left is the first one's. */
    private List<JournalEntry> journal(Session session, TargetTable table, Proof proof, long kept) throws SQLException {
        List<JournalEntry> journal = new ArrayList<>();
        long left = kept;
        for (BlockRange range : proof.ranges().reversed()) {
            long rows = left;
            if (range.start() > proof.source().first().start()) {
                Row counts = session.run(Script.of(
                                COUNT.replace("{table}", schema.qualified(table.name())),
                                range.start(),
                                range.start(),
                                range.end()))
                        .rows()
                        .getFirst();
                if (counts.number(0) != counts.number(1)) {
                    throw moving(table);
                }
                rows = counts.number(0);
            }
            left -= rows;
            journal.addFirst(new JournalEntry(range, rows, RowDigest.EMPTY));
        }
        return journal;
    }

    /** The predecessor may be running still: nothing that it does after the lock was granted is stored. */
    private void requireSame(Session session, TargetTable table, SeedProgress.Watermark progress) throws SQLException {
        Row row = session.run(Script.of(
                        schema.sql(CHECKPOINT),
                        progress.at().number(),
                        progress.at().hash().bytes(),
                        table.name(),
                        progress.network()))
                .row();
        if (row == null || !row.flag(0)) {
            throw moving(table);
        }
    }

    private static SyncException moving(TargetTable table) {
        return new SyncException(
                Reason.DATABASE_BUSY, "Table " + table.name() + " moves: the program that fills it is running still.");
    }

    /** Its encoder wrote a decimal's digits without its point: 1.5 became 15, at whatever scale. */
    private void requireUnscaled(Session session, TargetTable table) throws SQLException {
        for (TargetColumn column : table.columns()) {
            String quoted = TargetSchema.quote(column.name());
            if (SCALED.matcher(column.sqlType()).matches()
                    && session.run(Script.of("SELECT 1 FROM " + schema.qualified(table.name()) + " WHERE " + quoted
                                            + " <> 0 LIMIT 1"))
                                    .row()
                            != null) {
                throw Refusal.of(
                        schema,
                        table.name(),
                        "has values in the decimal column " + column.name()
                                + ", which the program before stored without their decimal point");
            }
        }
    }

    /** Ours, by a name that {@link Release} finds again. */
    static String index(String table) {
        return "_ampsync_block_" + UUID.nameUUIDFromBytes(table.getBytes(StandardCharsets.UTF_8));
    }
}
