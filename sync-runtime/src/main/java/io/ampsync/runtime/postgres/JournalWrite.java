package io.ampsync.runtime.postgres;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.OpenSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The last round trip of a commit: journal, audit, feed, checkpoint and COMMIT. */
final class JournalWrite {
    private static final String RANGES = """
            INSERT INTO {schema}._ampsync_ranges
              (table_name, network, start_block, end_block, hash, prev_hash, row_count, content_digest)
            SELECT ?, ?, e.* FROM unnest(?::bigint[], ?::bigint[], ?::bytea[], ?::bytea[], ?::bigint[], ?::bytea[]) e""";

    private static final String REORG = """
            INSERT INTO {schema}._ampsync_reorgs
              (table_name, network, fork_block, old_end, old_hash, new_hash, depth, rows_removed, rows_added, kind)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

    private static final String CHANGES = """
            INSERT INTO {schema}._ampsync_changes
              (table_name, network, seq, holder, start_block, end_block, hash, kind, ordinal)
            SELECT ?, ?, ?::bigint, ?, c.first, c.last, c.hash, c.kind, c.number - 1
            FROM unnest(?::bigint[], ?::bigint[], ?::bytea[], ?::text[])
              WITH ORDINALITY AS c(first, last, hash, kind, number)""";

    /** Raises (division by zero) if the row is not the expected one any more. */
    private static final String CHECKPOINT = """
            WITH moved AS (
              UPDATE {schema}._ampsync_checkpoints SET
                incremental_block_num = ?::bigint, incremental_updated_at = now(),
                watermark_updated_at = CASE
                  WHEN (watermark_block_num, watermark_block_hash) IS DISTINCT FROM (?::bigint, ?::bytea) THEN now()
                  ELSE watermark_updated_at END,
                watermark_block_num = ?::bigint, watermark_block_hash = ?::bytea,
                open_start = ?::bigint, open_end = ?::bigint, open_hash = ?::bytea, open_prev_hash = ?::bytea,
                open_rows = ?::bigint, open_digest = ?::bytea,
                updated_at = now(), seq = seq + 1
              WHERE table_name = ? AND network = ? AND seq = ? RETURNING 1)
            SELECT 1 / count(*) FROM moved""";

    private JournalWrite() {}

    static Script of(
            TargetSchema schema,
            Claim claim,
            Checkpoint key,
            CommitUnit unit,
            @Nullable Cursor watermark,
            long rowsRemoved) {
        Script script = new Script();
        List<JournalEntry> entries = unit.entries();
        if (!entries.isEmpty()) {
            script.then(
                    schema.sql(RANGES),
                    key.table(),
                    key.network(),
                    numbers(entries, e -> e.range().start()),
                    numbers(entries, e -> e.range().end()),
                    bytes(entries, e -> e.range().hash().bytes()),
                    bytes(entries, e -> hash(e.range().prevHash())),
                    numbers(entries, JournalEntry::rows),
                    bytes(entries, e -> e.digest().bytes()));
        }
        ReorgRecord reorg = unit.reorg();
        if (reorg != null) {
            script.then(
                    schema.sql(REORG),
                    key.table(),
                    key.network(),
                    reorg.forkBlock(),
                    reorg.oldEnd(),
                    reorg.oldHash().bytes(),
                    hash(reorg.newHash()),
                    reorg.depth(),
                    rowsRemoved,
                    unit.rowCount(),
                    reorg.kind().label());
        }
        List<Change> changes = unit.changes();
        script.then(
                schema.sql(CHANGES),
                key.table(),
                key.network(),
                unit.expected().seq() + 1,
                claim.holder(),
                numbers(changes, Change::start),
                numbers(changes, Change::end),
                bytes(changes, c -> hash(c.hash())),
                new Script.Texts(changes.stream().map(c -> c.kind().label()).toList()));
        return script.then(schema.sql(CHECKPOINT), checkpoint(key, unit, watermark))
                .then("COMMIT");
    }

    private static @Nullable Object[] checkpoint(Checkpoint key, CommitUnit unit, @Nullable Cursor watermark) {
        OpenSplit open = unit.openAfter();
        BlockRange range = open == null ? null : open.range();
        Long number = Checkpoint.number(watermark);
        byte[] hash = Checkpoint.hash(watermark);
        return new @Nullable Object[] {
            open != null ? (Long) open.storedThrough() : number,
            number,
            hash,
            number,
            hash,
            range == null ? null : range.start(),
            range == null ? null : range.end(),
            range == null ? null : range.hash().bytes(),
            range == null ? null : hash(range.prevHash()),
            open == null ? null : open.rows(),
            open == null ? null : open.digest().bytes(),
            key.table(),
            key.network(),
            unit.expected().seq()
        };
    }

    private static byte @Nullable [] hash(@Nullable BlockHash hash) {
        return hash == null ? null : hash.bytes();
    }

    private static <T> Script.Numbers numbers(List<T> items, Function<T, Long> value) {
        return new Script.Numbers(items.stream().map(value).toList());
    }

    private static <T> Script.Blobs bytes(List<T> items, Function<T, byte @Nullable []> value) {
        List<byte @Nullable []> values = new ArrayList<>(items.size());
        items.forEach(item -> values.add(value.apply(item)));
        return new Script.Blobs(values);
    }
}
