package io.ampsync.runtime.encode;

import static io.ampsync.runtime.encode.DigitGroups.GROUP;
import static io.ampsync.runtime.encode.DigitGroups.digits;
import static io.ampsync.runtime.encode.DigitGroups.leadingZeros;
import static io.ampsync.runtime.encode.DigitGroups.trailingZeros;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * An integer and a scale as a field of type numeric. PostgreSQL's base-10000 digits stand at multiples of four decimal
 * places from the point, and neither end has a zero digit: the form in which it sends a numeric itself.
 */
class NumericDigits {
    static final int HEADER = 8;
    static final int WORDS = 4;
    private static final int NEGATIVE = 0x4000;
    private static final int[] POWER = {1, 10, 100, 1000};
    private static final int INVERSE_BITS = 104;

    final int scale;
    /** Ten to the power of the decimal places in the lowest digit that the value does not fill. */
    final int factor;
    /** Weight of the lowest digit, before zeros are stripped. */
    final int lowestWeight;

    private final int precision;
    /** What a magnitude stays below, least significant word first. */
    private final long[] limit;

    private final long limitHigh;
    private final long unit;
    /** {@code 1 / unit} in steps of 2^-104, rounded up: exact for quotients of groups. */
    private final long inverse;

    NumericDigits(int precision, int scale) {
        this.precision = precision;
        this.scale = scale;
        this.factor = POWER[Math.floorMod(-scale, 4)];
        this.lowestWeight = Math.floorDiv(-scale, 4);
        this.limit = words(BigInteger.TEN.pow(precision));
        this.limitHigh = limit[1];
        this.unit = GROUP / factor;
        this.inverse = BigInteger.TWO
                .pow(INVERSE_BITS)
                .divide(BigInteger.valueOf(unit))
                .add(BigInteger.ONE)
                .longValue();
    }

    private static long[] words(BigInteger value) {
        long[] words = new long[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = value.shiftRight(Long.SIZE * i).longValue();
        }
        return words;
    }

    /** Payload bytes at most for values of so many decimal digits, and what is overwritten behind it. */
    static int maxPayload(int precision) {
        return HEADER + Short.BYTES * (precision / 4 + 2) + Long.BYTES;
    }

    /**
     * Writes length and payload of {@code ±(high·2^64 + low) · 10^-scale}.
     *
     * @param sign negative if the value is
     * @param high with {@code low} the magnitude, unsigned; at most 38 decimal digits pass
     */
    final int write(byte[] out, int at, long sign, long high, long low) {
        if (Long.compareUnsigned(high, limitHigh) >= 0) {
            requireBelowLimit(sign, low, high, 0, 0);
        }
        if (high == 0 && Long.compareUnsigned(low, unit) < 0) {
            return emit(out, at, sign, digits(low * factor));
        }
        long top = 0;
        long middle;
        long bottom;
        if (high == 0) {
            middle = (low >>> 1) / (GROUP / 2);
            bottom = low - middle * GROUP;
        } else {
            long upper = high / GROUP;
            long rest = DigitGroups.quotient(high - upper * GROUP, low);
            bottom = low - rest * GROUP;
            // Below 2^74, and the divisor is a multiple of 2^16.
            top = (upper << 48 | rest >>> 16) / (GROUP >> 16);
            middle = rest - top * GROUP;
        }
        if (factor > 1) {
            long fromBottom = above(bottom);
            long fromMiddle = above(middle);
            bottom = (bottom - fromBottom * unit) * factor;
            middle = (middle - fromMiddle * unit) * factor + fromBottom;
            top = top * factor + fromMiddle;
        }
        return top == 0
                ? emit(out, at, sign, digits(middle), digits(bottom))
                : emit(out, at, sign, digits(top), digits(middle), digits(bottom));
    }

    /** What moves to the group above when a group is multiplied by {@link #factor}. */
    final long above(long group) {
        return Math.unsignedMultiplyHigh(group, inverse) >>> (INVERSE_BITS - Long.SIZE);
    }

    /** The part of a group that {@link #above} leaves, multiplied. */
    final long shifted(long group, long above) {
        return (group - above * unit) * factor;
    }

    private int emit(byte[] out, int at, long sign, long only) {
        if (only == 0) {
            return header(out, at, 0, 0, 0);
        }
        int leading = leadingZeros(only);
        BigEndian.putLong(out, at + ColumnWriter.LENGTH + HEADER, only << (16 * leading));
        return header(out, at, 4 - leading - trailingZeros(only), lowestWeight + 3 - leading, sign);
    }

    private int emit(byte[] out, int at, long sign, long top, long bottom) {
        int digitsAt = at + ColumnWriter.LENGTH + HEADER;
        int leading = leadingZeros(top);
        BigEndian.putLong(out, digitsAt, top << (16 * leading));
        BigEndian.putLong(out, digitsAt + 8 - 2 * leading, bottom);
        int trailing = bottom != 0 ? trailingZeros(bottom) : 4 + trailingZeros(top);
        return header(out, at, 8 - leading - trailing, lowestWeight + 7 - leading, sign);
    }

    private int emit(byte[] out, int at, long sign, long top, long middle, long bottom) {
        int digitsAt = at + ColumnWriter.LENGTH + HEADER;
        int leading = leadingZeros(top);
        BigEndian.putLong(out, digitsAt, top << (16 * leading));
        BigEndian.putLong(out, digitsAt + 8 - 2 * leading, middle);
        BigEndian.putLong(out, digitsAt + 16 - 2 * leading, bottom);
        int trailing =
                bottom != 0 ? trailingZeros(bottom) : middle != 0 ? 4 + trailingZeros(middle) : 8 + trailingZeros(top);
        return header(out, at, 12 - leading - trailing, lowestWeight + 11 - leading, sign);
    }

    /** Writes what stands before the digits and returns the position behind them. */
    final int header(byte[] out, int at, int count, int weight, long sign) {
        int payload = at + ColumnWriter.LENGTH;
        int bytes = HEADER + Short.BYTES * count;
        BigEndian.putLong(out, at, (long) bytes << 32 | (long) count << 16 | (weight & 0xFFFF));
        BigEndian.putInt(out, payload + 4, ((int) (sign >> 63) & NEGATIVE) << 16 | Math.max(scale, 0));
        return payload + bytes;
    }

    final void requireBelowLimit(long sign, long word0, long word1, long word2, long word3) {
        boolean below =
                below(word3, limit[3], below(word2, limit[2], below(word1, limit[1], below(word0, limit[0], false))));
        if (!below) {
            throw aboveLimit(sign, word0, word1, word2, word3);
        }
    }

    private static boolean below(long word, long limit, boolean ifEqual) {
        return word == limit ? ifEqual : Long.compareUnsigned(word, limit) < 0;
    }

    private RefusedValue aboveLimit(long sign, long... magnitude) {
        BigInteger unscaled = BigInteger.ZERO;
        for (int i = WORDS - 1; i >= 0; i--) {
            unscaled = unscaled.shiftLeft(Long.SIZE).add(new BigInteger(Long.toUnsignedString(magnitude[i])));
        }
        return new RefusedValue(
                new BigDecimal(sign < 0 ? unscaled.negate() : unscaled, scale).toPlainString(),
                "has more than the " + precision + " digits of NUMERIC(" + precision + "," + scale + ")");
    }
}
