package io.ampsync.simulator.chain;

/** Cheap deterministic bits: a 64-bit finalizer with good avalanche (SplitMix64). */
public final class Mix {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private Mix() {}

    public static long mix(long value) {
        long z = value + GOLDEN;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /** The value that {@link #mix(long)} made these bits of: it loses nothing. */
    static long unmix(long bits) {
        long z = (bits ^ (bits >>> 31) ^ (bits >>> 62)) * 0x319642B2D24D8EC3L;
        z = (z ^ (z >>> 27) ^ (z >>> 54)) * 0x96DE1B173F119089L;
        return (z ^ (z >>> 30) ^ (z >>> 60)) - GOLDEN;
    }

    /** The right argument that {@link #mix(long, long)} made these bits of, with this left one. */
    static long unmixRight(long bits, long left) {
        return unmix(bits) ^ mix(left);
    }

    /** The left argument that {@link #mix(long, long)} made these bits of, with this right one. */
    static long unmixLeft(long bits, long right) {
        return unmix(unmix(bits) ^ right);
    }

    /** Bits that depend on both arguments, and on their order. */
    public static long mix(long left, long right) {
        return mix(mix(left) ^ right);
    }
}
