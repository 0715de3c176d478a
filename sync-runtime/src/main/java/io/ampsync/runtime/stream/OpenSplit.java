package io.ampsync.runtime.stream;

import io.ampsync.runtime.flight.BlockRange;

/**
 * A microbatch of which a part is stored above the checkpoint: the {@code open_*} columns of
 * {@code _ampsync_checkpoints}. The part is never trusted after a restart, but proven or deleted.
 *
 * @param range the whole microbatch as the server announced it
 * @param storedThrough the last block of which all rows are stored ({@code incremental_block_num}), the one
 *     before the range if its first block is stored in part
 * @param rows number of rows stored
 * @param digest of the rows stored
 */
public record OpenSplit(BlockRange range, long storedThrough, long rows, RowDigest digest) {
    public OpenSplit {
        if (storedThrough < range.start() - 1 || storedThrough > range.end()) {
            throw new IllegalArgumentException(
                    "stored through " + storedThrough + " of " + range.start() + ".." + range.end());
        }
    }
}
