package io.ampsync.runtime.flight;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Blocks {@code start..end} of one network, both inclusive: the unit that a microbatch covers (amp-protocol 4.1).
 *
 * @param hash hash of block {@code end}
 * @param prevHash hash of the block before {@code start}; null where the server gave none
 * @param endTime time of block {@code end}; null where the server gave none, and never compared
 */
public record BlockRange(
        String network,
        long start,
        long end,
        BlockHash hash,
        @Nullable BlockHash prevHash,
        @Nullable Instant endTime) {
    public BlockRange {
        if (network.isEmpty()) {
            throw new IllegalArgumentException("network is empty");
        }
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("block range " + start + ".." + end);
        }
    }

    public BlockRange(String network, long start, long end, BlockHash hash, @Nullable BlockHash prevHash) {
        this(network, start, end, hash, prevHash, null);
    }

    /** The resume point behind this range. */
    public Cursor cursor() {
        return new Cursor(end, hash);
    }

    /** The hash before {@code start}, null and the zero hash of genesis being the same. */
    public BlockHash prevHashOrZero() {
        return prevHash == null ? BlockHash.ZERO : prevHash;
    }

    /** Equal in everything but the time. */
    public boolean sameBlocks(BlockRange other) {
        return network.equals(other.network)
                && start == other.start
                && end == other.end
                && hash.equals(other.hash)
                && prevHashOrZero().equals(other.prevHashOrZero());
    }
}
