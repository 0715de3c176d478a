package io.ampsync.runtime.postgres;

import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.encode.TargetColumn;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.ReorgKind;
import io.ampsync.runtime.stream.RowDigest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/** Rows and units of a small table: one row per block and fork, whose payload names both. */
final class Fill {
    static final List<TargetColumn> COLUMNS = List.of(
            new TargetColumn("_id", "BYTEA", true),
            new TargetColumn("_block_num_start", "BIGINT", true),
            new TargetColumn("_block_num_end", "BIGINT", true),
            new TargetColumn("block_num", "BIGINT", true),
            new TargetColumn("from", "TEXT", false));

    static final TargetTable TABLE = new TargetTable("transfers", RowId.BLOCK_ORDERED, COLUMNS);

    private Fill() {}

    /** Deterministic, and different for every fork. */
    static BlockHash hash(long block, int fork) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) (fork + 1));
        ByteBuffer.wrap(bytes).putLong(24, block);
        return BlockHash.of(bytes);
    }

    static RowSource rows(long first, long last, int fork) {
        List<byte[]> tuples = LongStream.rangeClosed(first, last)
                .mapToObj(block -> tuple(block, fork))
                .toList();
        return new RowSource() {
            @Override
            public long rows() {
                return tuples.size();
            }

            @Override
            public long bytes() {
                return tuples.stream().mapToLong(tuple -> tuple.length).sum();
            }

            @Override
            public void writeTo(Segments segments) throws java.sql.SQLException {
                for (byte[] tuple : tuples) {
                    segments.take(tuple, 0, tuple.length);
                }
            }
        };
    }

    private static byte[] tuple(long block, int fork) {
        byte[] payload = ("fork " + fork).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + 4 + 16 + 3 * 12 + 4 + payload.length)
                .putShort((short) 5)
                .putInt(16)
                .putLong(block)
                .putLong(31L * block + fork)
                .putInt(8)
                .putLong(block)
                .putInt(8)
                .putLong(block)
                .putInt(8)
                .putLong(block)
                .putInt(payload.length)
                .put(payload)
                .array();
    }

    static JournalEntry entry(long first, long last, int fork, int parentFork) {
        BlockRange range = new BlockRange(
                "testnet", first, last, hash(last, fork), first == 0 ? null : hash(first - 1, parentFork));
        return new JournalEntry(range, last - first + 1, new RowDigest(fork, first));
    }

    /** Blocks {@code first..last} behind the expected checkpoint. */
    static CommitUnit append(Expected expected, long first, long last) {
        return new CommitUnit(
                expected,
                List.of(rows(first, last, 0)),
                OptionalLong.empty(),
                List.of(entry(first, last, 0, 0)),
                null,
                null,
                List.of(new Change(Change.Kind.APPEND, first, last, hash(last, 0))));
    }

    /** Blocks {@code from..last} of another fork in place of what is there. */
    static CommitUnit reorg(Expected expected, long from, long last, int fork) {
        io.ampsync.runtime.flight.Cursor old = java.util.Objects.requireNonNull(expected.watermark());
        return new CommitUnit(
                expected,
                List.of(rows(from, last, fork)),
                OptionalLong.of(from),
                List.of(entry(from, last, fork, 0)),
                new ReorgRecord(
                        from, old.number(), old.hash(), hash(last, fork), old.number() - from + 1, ReorgKind.ALIGNED),
                null,
                List.of(
                        new Change(Change.Kind.REORG, from, old.number(), old.hash()),
                        new Change(Change.Kind.APPEND, from, last, hash(last, fork))));
    }
}
