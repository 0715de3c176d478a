package io.ampsync.runtime.sync;

import java.time.Duration;

/**
 * When closed microbatches are committed together, and how much one may hold in memory.
 *
 * @param groupBytes encoded bytes of closed microbatches at which they go into a transaction
 * @param groupAge time since the beginning of a group at which it is committed
 * @param bufferBytes memory for encoded rows: half of it for those that wait, half for those on their way; an open
 *     microbatch that needs more is streamed, or committed as a split
 */
public record BatchLimits(long groupBytes, Duration groupAge, long bufferBytes) {
    private static final long PIECE = 1 << 20;

    public static final BatchLimits DEFAULT = new BatchLimits(16L << 20, Duration.ofSeconds(1), 32L << 20);

    /** An open transaction gets its rows in pieces of about so many bytes. */
    long pieceBytes() {
        return Math.min(bufferBytes / 2, PIECE);
    }

    /**
     * Encoded rows that wait for an open transaction to take them: enough for the server never to wait, and little enough
     * to be still in the processor's cache when they are sent.
     */
    long queueBytes() {
        return Math.min(bufferBytes / 2, 4 * PIECE);
    }

    /** The same with another amount of memory; a group is at most half of it, so that the next one has room. */
    public BatchLimits holding(long bytes) {
        return new BatchLimits(Math.min(groupBytes, Math.max(1, bytes / 2)), groupAge, bytes);
    }
}
