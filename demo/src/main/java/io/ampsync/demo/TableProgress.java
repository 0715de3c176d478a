package io.ampsync.demo;

import io.ampsync.simulator.chain.Hash;
import org.jspecify.annotations.Nullable;

/**
 * A table at a moment, as the database tells it.
 *
 * @param block checkpoint, -1 before the first
 * @param hash of that block, null before the first
 * @param rows by the journal
 * @param reorg the last one, null if there was none
 */
record TableProgress(
        String table,
        long block,
        @Nullable Hash hash,
        long rows,
        @Nullable Reorg reorg) {
    record Reorg(long fork, long depth, long removed, long added) {
        @Override
        public String toString() {
            return depth + " deep at " + fork + ", -" + removed + " +" + added + " rows";
        }
    }
}
