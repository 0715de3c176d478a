package io.ampsync.runtime.encode;

import static io.ampsync.runtime.encode.DigitGroups.GROUP;

import org.apache.arrow.memory.ArrowBuf;

/** As its superclass, for magnitudes of up to 256 bits, and as text. An instance is scratch space for one column. */
final class WideNumericDigits extends NumericDigits {
    private static final int MAX_GROUPS = 5;

    private final long[] words = new long[WORDS];
    /** Four digits each, the least significant group first. */
    private final long[] groups = new long[MAX_GROUPS];

    WideNumericDigits(int precision, int scale) {
        super(precision, scale);
    }

    /** Writes length and payload of a little-endian two's complement of 256 bits. */
    int write(byte[] out, int at, ArrowBuf data, long address) {
        long sign = data.getLong(address + 24);
        int used = split(data, address);
        if (used == 0) {
            return header(out, at, 0, 0, 0);
        }
        int bottom = 0;
        while (groups[bottom] == 0) {
            bottom++;
        }
        int position = at + ColumnWriter.LENGTH + HEADER;
        int leading = DigitGroups.leadingZeros(groups[used - 1]);
        BigEndian.putLong(out, position, groups[used - 1] << (16 * leading));
        position += 8 - 2 * leading;
        for (int i = used - 2; i >= bottom; i--) {
            BigEndian.putLong(out, position, groups[i]);
            position += 8;
        }
        int count = 4 * (used - bottom) - leading - DigitGroups.trailingZeros(groups[bottom]);
        return header(out, at, count, lowestWeight + 4 * used - leading - 1, sign);
    }

    /** Appends a little-endian two's complement of 256 bits, in plain notation. */
    void append(JsonText out, ArrowBuf data, long address) {
        appendGroups(out, data.getLong(address + 24), split(data, address));
    }

    /** Appends {@code value · 10^-scale} in plain notation. */
    void append(JsonText out, long value) {
        append(out, value >> 63, value);
    }

    /** Appends {@code (high·2^64 + low) · 10^-scale} in plain notation, with as many decimal places as the scale has. */
    void append(JsonText out, long high, long low) {
        long sign = high >> 63;
        words[0] = (low ^ sign) - sign;
        words[1] = (high ^ sign) + (words[0] == 0 ? -sign : 0);
        words[2] = 0;
        words[3] = 0;
        appendGroups(out, high, split(sign));
    }

    private void appendGroups(JsonText out, long sign, int used) {
        int weight = Math.max(lowestWeight + 4 * used - 1, 0);
        while (weight > 0 && digit(weight, used) == 0) {
            weight--;
        }
        if (sign < 0) {
            out.ascii('-');
        }
        out.number(digit(weight, used));
        while (--weight >= 0) {
            out.padded(digit(weight, used), 4);
        }
        if (scale > 0) {
            out.ascii('.');
            int places = scale;
            for (; places >= 4; places -= 4) {
                out.padded(digit(weight--, used), 4);
            }
            if (places > 0) {
                out.padded(digit(weight, used) / factor, places);
            }
        }
    }

    private int digit(int weight, int used) {
        int index = weight - lowestWeight;
        return index >= 0 && index < 4 * used ? (int) (groups[index >> 2] >>> (16 * (index & 3))) & 0xFFFF : 0;
    }

    private int split(ArrowBuf data, long address) {
        long sign = data.getLong(address + 24) >> 63;
        long carry = -sign;
        for (int i = 0; i < WORDS; i++) {
            words[i] = (data.getLong(address + 8L * i) ^ sign) + carry;
            carry = words[i] == 0 ? carry : 0;
        }
        return split(sign);
    }

    /** Cuts the magnitude in {@link #words} into {@link #groups} and returns how many there are, without zeros on top. */
    private int split(long sign) {
        requireBelowLimit(sign, words[0], words[1], words[2], words[3]);
        int used = 0;
        int length = WORDS;
        while (length > 0) {
            if (words[length - 1] == 0) {
                length--;
                continue;
            }
            long rest = 0;
            for (int i = length - 1; i >= 0; i--) {
                long quotient = DigitGroups.quotient(rest, words[i]);
                rest = words[i] - quotient * GROUP;
                words[i] = quotient;
            }
            groups[used++] = rest;
        }
        return align(used);
    }

    /** Moves the groups so that the lowest ends at a digit, and makes digits of each. */
    private int align(int count) {
        long carry = 0;
        for (int i = 0; i < count; i++) {
            long above = factor == 1 ? 0 : above(groups[i]);
            groups[i] = DigitGroups.digits(shifted(groups[i], above) + carry);
            carry = above;
        }
        if (carry == 0) {
            return count;
        }
        groups[count] = DigitGroups.digits(carry);
        return count + 1;
    }
}
