package io.ampsync.runtime.torture;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.stream.RowDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that another session sees of the table at one moment. */
record Look(
        @Nullable Checkpoint checkpoint,
        List<Range> journal,
        List<Change> feed,
        List<Row> rows,
        @Nullable Writer writer,
        long reorgs) {
    static final Look NOTHING = new Look(null, List.of(), List.of(), List.of(), null, 0);

    record Checkpoint(
            long seq,
            @Nullable Cursor watermark,
            @Nullable Long complete,
            @Nullable Open open) {}

    /** The {@code open_*} columns. */
    record Open(long start, long end, BlockHash hash, long rows, RowDigest digest) {}

    record Range(
            long start, long end, BlockHash hash, @Nullable BlockHash parent, long rows, RowDigest digest) {}

    record Change(
            long seq,
            int ordinal,
            @Nullable Long start,
            @Nullable Long end,
            @Nullable BlockHash hash,
            String kind,
            String holder) {}

    /** {@code cells} as {@link Content.Cells} prints them. */
    record Row(String id, long block, BlockHash hash, String cells) {}

    record Writer(long epoch, String holder) {}

    long seq() {
        return checkpoint == null ? 0 : checkpoint.seq();
    }
}
