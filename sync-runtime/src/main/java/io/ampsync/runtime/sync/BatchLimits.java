package io.ampsync.runtime.sync;

import java.time.Duration;

/**
 * When closed microbatches are committed together, and how much one may hold in memory.
 *
 * @param groupBytes encoded bytes of closed microbatches at which a group is committed
 * @param groupAge time since the beginning of a group at which it is committed
 * @param bufferBytes encoded bytes of an open microbatch at which what is complete of it is committed as a split, and
 *     memory of closed ones at which a group is committed: many small microbatches fill more memory than bytes
 */
public record BatchLimits(long groupBytes, Duration groupAge, long bufferBytes) {
    public static final BatchLimits DEFAULT = new BatchLimits(16L << 20, Duration.ofSeconds(1), 32L << 20);

    /** The same with another amount of memory; a group is at most half of it, so that the next one has room. */
    public BatchLimits holding(long bytes) {
        return new BatchLimits(Math.min(groupBytes, Math.max(1, bytes / 2)), groupAge, bytes);
    }
}
