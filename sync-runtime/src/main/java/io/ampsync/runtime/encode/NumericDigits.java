package io.ampsync.runtime.encode;

/**
 * An integer of up to 256 bits and a scale, as PostgreSQL's base-10000 digits. The digits stand at multiples of four
 * decimal places from the point, and neither end has a zero digit: the form in which PostgreSQL itself sends a numeric.
 * All arithmetic is on longs; an instance is scratch space for one column.
 */
final class NumericDigits {
    static final int HEADER = 8;
    private static final int BASE = 10_000;
    private static final int BASE_SQUARED = BASE * BASE;
    private static final int NEGATIVE = 0x4000;
    private static final int[] POWER = {1, 10, 100, 1000, 10_000};

    private final int precision;
    private final int scale;

    /** Decimal places in the lowest digit that the value does not fill: 0 to 3. */
    private final int padding;
    /** Weight of the lowest digit, before zeros are stripped. */
    private final int lowestWeight;

    /** What an unsigned magnitude has to stay below; 0 if every 64-bit one fits the precision. */
    private final long limit;

    /** Least significant first. */
    private final short[] digits = new short[24];

    private final int[] limbs = new int[8];

    NumericDigits(int precision, int scale) {
        this.precision = precision;
        this.scale = scale;
        this.padding = Math.floorMod(-scale, 4);
        this.lowestWeight = Math.floorDiv(-scale, 4);
        long power = 1;
        for (int i = 0; i < precision && i < 20; i++) {
            power *= 10;
        }
        this.limit = precision < 20 ? power : 0;
    }

    /** Payload bytes at most for values of so many decimal digits. */
    static int maxPayload(int precision) {
        return HEADER + Short.BYTES * (precision / 4 + 2);
    }

    /** Writes length and payload of {@code ±magnitude · 10^-scale}, the magnitude being unsigned. */
    int write(byte[] out, int at, boolean negative, long magnitude) {
        int factor = POWER[padding];
        if (limit != 0 && Long.compareUnsigned(magnitude, limit) >= 0) {
            throw tooLong((negative ? "-" : "") + Long.toUnsignedString(magnitude));
        }
        if (padding != 0 && Math.unsignedMultiplyHigh(magnitude, factor) != 0) {
            limbs[0] = (int) magnitude;
            limbs[1] = (int) (magnitude >>> 32);
            return writeLimbs(out, at, negative, 2);
        }
        return writeUnsigned(out, at, negative, magnitude * factor, lowestWeight, Math.max(scale, 0));
    }

    /** Writes {@code ±value · 10000^weight}, the value being unsigned. */
    static int writeUnsigned(byte[] out, int at, boolean negative, long value, int weight, int displayScale) {
        if (value == 0) {
            return header(out, at, 0, 0, false, displayScale);
        }
        long rest = value;
        int lowest = weight;
        while ((rest & 15) == 0 && Long.remainderUnsigned(rest, BASE) == 0) {
            rest = Long.divideUnsigned(rest, BASE);
            lowest++;
        }
        int count = count(rest);
        int end = header(out, at, count, lowest + count - 1, negative, displayScale);
        int position = end;
        if (rest < 0) {
            long quotient = Long.divideUnsigned(rest, BASE);
            position -= Short.BYTES;
            BigEndian.putShort(out, position, (int) (rest - quotient * BASE));
            rest = quotient;
        }
        while (rest != 0) {
            long quotient = rest / BASE;
            position -= Short.BYTES;
            BigEndian.putShort(out, position, (int) (rest - quotient * BASE));
            rest = quotient;
        }
        return end;
    }

    private static int count(long unsigned) {
        if (unsigned < 0 || unsigned >= 10_000_000_000_000_000L) {
            return 5;
        }
        if (unsigned >= 100_000_000L) {
            return unsigned >= 1_000_000_000_000L ? 4 : 3;
        }
        return unsigned >= BASE ? 2 : 1;
    }

    /** Where {@link #writeLimbs} finds the magnitude: 32-bit limbs, least significant first. */
    int[] limbs() {
        return limbs;
    }

    /** As {@link #write}, for the magnitude in {@link #limbs()}, which is used up. */
    int writeLimbs(byte[] out, int at, boolean negative, int limbCount) {
        int count = split(negative, limbCount);
        int first = 0;
        while (first < count && digits[first] == 0) {
            first++;
        }
        if (first == count) {
            return header(out, at, 0, 0, false, Math.max(scale, 0));
        }
        int end = header(out, at, count - first, lowestWeight + count - 1, negative, Math.max(scale, 0));
        int position = end;
        for (int i = first; i < count; i++) {
            position -= Short.BYTES;
            BigEndian.putShort(out, position, digits[i]);
        }
        return end;
    }

    /** Appends {@code ±limbs · 10^-scale} in plain notation, with as many decimal places as the scale has. */
    void appendLimbs(JsonText out, boolean negative, int limbCount) {
        int count = split(negative, limbCount);
        int weight = Math.max(lowestWeight + count - 1, 0);
        if (negative) {
            out.ascii('-');
        }
        out.number(digit(weight, count));
        while (--weight >= 0) {
            out.padded(digit(weight, count), 4);
        }
        if (scale > 0) {
            out.ascii('.');
            int places = scale;
            for (; places >= 4; places -= 4) {
                out.padded(digit(weight--, count), 4);
            }
            if (places > 0) {
                out.padded(digit(weight, count) / POWER[padding], places);
            }
        }
    }

    private int digit(int weight, int count) {
        int index = weight - lowestWeight;
        return index >= 0 && index < count ? digits[index] : 0;
    }

    /** Fills {@link #digits} and returns how many there are, without zeros above the highest. */
    private int split(boolean negative, int limbCount) {
        int length = limbCount;
        int count = 0;
        if (padding != 0) {
            int unit = POWER[4 - padding];
            digits[count++] = (short) (divide(length, unit) * POWER[padding]);
        }
        while (true) {
            while (length > 0 && limbs[length - 1] == 0) {
                length--;
            }
            if (length == 0) {
                break;
            }
            int two = takeTwoDigits(length);
            digits[count++] = (short) (two % BASE);
            digits[count++] = (short) (two / BASE);
        }
        while (count > 0 && digits[count - 1] == 0) {
            count--;
        }
        int decimalDigits = count == 0 ? 0 : 4 * (count - 1) + width(digits[count - 1]) - padding;
        if (decimalDigits > precision) {
            throw tooLong((negative ? "-" : "") + "(" + decimalDigits + " digits)");
        }
        return count;
    }

    private static int width(int digit) {
        if (digit >= 100) {
            return digit >= 1000 ? 4 : 3;
        }
        return digit >= 10 ? 2 : 1;
    }

    private RefusedValue tooLong(String unscaled) {
        return new RefusedValue(
                "unscaled " + unscaled,
                "has more than the " + precision + " digits of NUMERIC(" + precision + "," + scale + ")");
    }

    private int divide(int length, int divisor) {
        long remainder = 0;
        for (int i = length - 1; i >= 0; i--) {
            long dividend = remainder << 32 | Integer.toUnsignedLong(limbs[i]);
            long quotient = dividend / divisor;
            limbs[i] = (int) quotient;
            remainder = dividend - quotient * divisor;
        }
        return (int) remainder;
    }

    /** {@link #divide} by the square of the base, a constant, so that it compiles to multiplications. */
    private int takeTwoDigits(int length) {
        long remainder = 0;
        for (int i = length - 1; i >= 0; i--) {
            long dividend = remainder << 32 | Integer.toUnsignedLong(limbs[i]);
            long quotient = dividend / BASE_SQUARED;
            limbs[i] = (int) quotient;
            remainder = dividend - quotient * BASE_SQUARED;
        }
        return (int) remainder;
    }

    private static int header(byte[] out, int at, int count, int weight, boolean negative, int displayScale) {
        int payload = at + ColumnWriter.LENGTH;
        BigEndian.putInt(out, at, HEADER + Short.BYTES * count);
        BigEndian.putShort(out, payload, count);
        BigEndian.putShort(out, payload + 2, weight);
        BigEndian.putShort(out, payload + 4, negative ? NEGATIVE : 0);
        BigEndian.putShort(out, payload + 6, displayScale);
        return payload + HEADER + Short.BYTES * count;
    }
}
