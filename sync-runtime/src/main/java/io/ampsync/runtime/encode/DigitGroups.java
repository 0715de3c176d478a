package io.ampsync.runtime.encode;

import java.math.BigInteger;

/**
 * Cuts integers into groups of 16 decimal places, and those into PostgreSQL's base-10000 digits, by multiplications
 * alone. Four digits are held, and written, as the 16-bit parts of one long.
 */
final class DigitGroups {
    /** Ten to the power of the decimal places of a group. */
    static final long GROUP = 10_000_000_000_000_000L;

    private static final int NORMAL = Long.numberOfLeadingZeros(GROUP);
    /** The lower 64 bits of {@code (2^128 - 1) / (GROUP << NORMAL)}; bit 64 is set too. */
    private static final long RECIPROCAL = BigInteger.TWO
            .pow(128)
            .subtract(BigInteger.ONE)
            .divide(BigInteger.valueOf(GROUP).shiftLeft(NORMAL))
            .longValue();

    private static final long HALF = 100_000_000;
    /** {@code 2^40 / 10000}, rounded up: exact for quotients of numbers below 10^8. */
    private static final long TEN_THOUSANDTH = 109_951_163;

    private static final long CARRY = (1 << 16) - 10_000;

    private DigitGroups() {}

    /**
     * {@code (rest·2^64 + low) / GROUP}, {@code rest} being below it. As in Möller and Granlund, "Improved division by
     * invariant integers", but what the first estimate lacks, 3 at most, is found by dividing what remains: a branch
     * would be mispredicted half of the time.
     */
    static long quotient(long rest, long low) {
        long high = (rest << NORMAL) | (low >>> (Long.SIZE - NORMAL));
        long estimate = Math.unsignedMultiplyHigh(RECIPROCAL, high) + high;
        return estimate + (low - estimate * GROUP) / GROUP;
    }

    /** {@code a·10^12 + b·10^8 + c·10^4 + d} as {@code a·2^48 + b·2^32 + c·2^16 + d}. */
    static long digits(long group) {
        if (group < HALF) {
            return group + tenThousandth(group) * CARRY;
        }
        long upper = group / HALF;
        long halves = group + upper * ((1L << 32) - HALF);
        long lower = halves & 0xFFFFFFFFL;
        return halves + ((tenThousandth(upper) << 32) + tenThousandth(lower)) * CARRY;
    }

    private static long tenThousandth(long half) {
        return (half * TEN_THOUSANDTH) >>> 40;
    }

    /** How many of the four digits are zero before the first that is not. */
    static int leadingZeros(long digits) {
        return Long.numberOfLeadingZeros(digits) >>> 4;
    }

    /** How many of the four digits are zero behind the last that is not. */
    static int trailingZeros(long digits) {
        return Long.numberOfTrailingZeros(digits) >>> 4;
    }
}
