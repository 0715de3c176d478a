package io.ampsync.runtime.postgres;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.OpenSplit;
import io.ampsync.runtime.stream.RowDigest;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads a table's state in one snapshot and one round trip. */
final class StateQuery {
    private static final String CHECKPOINT = """
            SELECT network, seq, watermark_block_num, watermark_block_hash, dataset, version, manifest_hash,
                   open_start, open_end, open_hash, open_prev_hash, open_rows, open_digest,
                   incremental_block_num
            FROM {schema}._ampsync_checkpoints JOIN {schema}._ampsync_tables USING (table_name, network)
            WHERE table_name = ?""";

    private static final String JOURNAL = """
            SELECT start_block, end_block, hash, prev_hash, row_count, content_digest
            FROM {schema}._ampsync_ranges JOIN {schema}._ampsync_tables USING (table_name, network)
            WHERE table_name = ? ORDER BY start_block""";

    private static final String REORGS = """
            SELECT count(*) OVER (), max(depth) OVER (), (extract(epoch FROM occurred_at) * 1000)::bigint,
                   network, fork_block, depth, rows_removed, rows_added
            FROM {schema}._ampsync_reorgs WHERE table_name = ? ORDER BY id DESC LIMIT 1""";

    private StateQuery() {}

    static PastReorgs reorgs(Session session, TargetSchema schema, String table) throws SQLException {
        Row row = session.run(Script.of(schema.sql(REORGS), table)).row();
        if (row == null) {
            return new PastReorgs(0, 0, null);
        }
        return new PastReorgs(
                row.number(0),
                row.number(1),
                new PastReorgs.Last(
                        Instant.ofEpochMilli(row.number(2)),
                        row.text(3),
                        row.number(4),
                        row.number(5),
                        row.number(6),
                        row.number(7)));
    }

    /** Empty as long as the table's network is not known. */
    static Optional<StoredState> read(Session session, TargetSchema schema, String table) throws SQLException {
        Answers answers = session.run(Script.of("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                .then(schema.sql(CHECKPOINT), table)
                .then(schema.sql(JOURNAL), table)
                .then("COMMIT"));
        Row row = answers.row();
        if (row == null) {
            return Optional.empty();
        }
        String network = row.text(0);
        List<JournalEntry> journal =
                answers.rows().stream().map(entry -> entry(network, entry)).toList();
        String dataset = row.textOrNull(4);
        return Optional.of(new StoredState(
                network,
                new Expected(row.number(1), row.cursorOrNull(2)),
                journal,
                open(row),
                dataset == null ? null : new Provenance(dataset, row.textOrNull(5), row.textOrNull(6))));
    }

    private static JournalEntry entry(String network, Row row) {
        BlockRange range =
                new BlockRange(network, row.number(0), row.number(1), BlockHash.of(row.bytes(2)), row.hashOrNull(3));
        return new JournalEntry(range, row.number(4), RowDigest.of(row.bytes(5)));
    }

    private static @Nullable OpenSplit open(Row row) {
        if (row.absent(7)) {
            return null;
        }
        BlockRange range = new BlockRange(
                row.text(0), row.number(7), row.number(8), BlockHash.of(row.bytes(9)), row.hashOrNull(10));
        return new OpenSplit(range, row.number(13), row.number(11), RowDigest.of(row.bytes(12)));
    }
}
