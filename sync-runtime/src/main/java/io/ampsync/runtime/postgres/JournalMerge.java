package io.ampsync.runtime.postgres;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.stream.JournalEntry;
import java.sql.SQLException;
import java.util.List;

/** Replaces runs of neighbouring journal entries by one entry each; no block leaves the journal. */
final class JournalMerge {
    /** Merges per transaction: small, since commits of the table wait for it. */
    static final int STEP = 64;

    private static final String MERGES = """
            WITH merge AS (
              SELECT * FROM unnest(?::bigint[], ?::bigint[], ?::bytea[], ?::bigint[], ?::bytea[])
                AS m(first, last, hash, row_count, digest))
            """;

    /** Merges that are not exactly the entries of the database. Values: merges, table, network. */
    private static final String MISFITS = MERGES + """
            SELECT count(*) FROM merge m WHERE (m.first, m.last, m.row_count, m.hash) IS DISTINCT FROM (
              SELECT ROW(min(r.start_block), max(r.end_block), sum(r.row_count)::bigint,
                         (array_agg(r.hash ORDER BY r.start_block DESC))[1])
              FROM {schema}._ampsync_ranges r
              WHERE r.table_name = ? AND r.network = ? AND r.start_block BETWEEN m.first AND m.last)""";

    private static final String DELETE = MERGES + """
            DELETE FROM {schema}._ampsync_ranges r USING merge m
            WHERE r.table_name = ? AND r.network = ? AND r.start_block > m.first AND r.start_block <= m.last""";

    private static final String EXTEND = MERGES + """
            UPDATE {schema}._ampsync_ranges r
            SET end_block = m.last, hash = m.hash, row_count = m.row_count, content_digest = m.digest
            FROM merge m WHERE r.table_name = ? AND r.network = ? AND r.start_block = m.first""";

    private JournalMerge() {}

    static void run(Session session, TargetDatabase database, Claim claim, Checkpoint key, List<JournalEntry> merges)
            throws SQLException {
        TargetSchema schema = database.schema();
        Fence.enter(session, database, claim, database.limits().forCommit());
        Answers answers = session.run(Script.of(schema.sql(Checkpoint.LOCK), key.table(), key.network())
                .then(schema.sql(MISFITS), values(merges, key)));
        answers.skip();
        if (answers.number() > 0) {
            throw new SyncException(
                    Reason.COMMIT_UNCERTAIN,
                    "The journal of " + key.table() + " is not the one that was to be thinned.");
        }
        session.run(Script.of(schema.sql(DELETE), values(merges, key))
                .then(schema.sql(EXTEND), values(merges, key))
                .then("COMMIT"));
    }

    private static Object[] values(List<JournalEntry> merges, Checkpoint key) {
        return new Object[] {
            new Script.Numbers(merges.stream().map(m -> m.range().start()).toList()),
            new Script.Numbers(merges.stream().map(m -> m.range().end()).toList()),
            new Script.Blobs(merges.stream().map(m -> m.range().hash().bytes()).toList()),
            new Script.Numbers(merges.stream().map(JournalEntry::rows).toList()),
            new Script.Blobs(merges.stream().map(m -> m.digest().bytes()).toList()),
            key.table(),
            key.network()
        };
    }
}
