package io.ampsync.runtime.postgres;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The reorgs that a table went through, as {@code _ampsync_reorgs} has them.
 *
 * @param maxDepth in blocks; 0 if there was none
 * @param last null if there was none
 */
public record PastReorgs(
        long total, long maxDepth, @Nullable Last last) {
    /**
     * The newest one.
     *
     * @param forkBlock first block that was replaced
     * @param depth blocks that were given up
     */
    public record Last(Instant time, String network, long forkBlock, long depth, long rowsRemoved, long rowsAdded) {}
}
