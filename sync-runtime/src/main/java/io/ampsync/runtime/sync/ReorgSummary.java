package io.ampsync.runtime.sync;

import io.ampsync.runtime.flight.Cursor;

/**
 * A reorg as it was committed.
 *
 * @param forkBlock first block that was replaced
 * @param before the checkpoint that was given up
 * @param after the checkpoint that took its place
 * @param rowsRemoved orphaned rows that were deleted
 * @param rowsAdded rows of the replacement
 */
public record ReorgSummary(
        String network, long forkBlock, Cursor before, Cursor after, long rowsRemoved, long rowsAdded) {
    /** Number of blocks that were given up. */
    public long depth() {
        return Math.max(0, before.number() - forkBlock + 1);
    }
}
