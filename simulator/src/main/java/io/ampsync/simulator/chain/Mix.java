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

    /** Bits that depend on both arguments, and on their order. */
    public static long mix(long left, long right) {
        return mix(mix(left) ^ right);
    }
}
