package io.ampsync.runtime.encode;

import org.apache.arrow.memory.ArrowBuf;

/** Magnitudes of little-endian two's complement integers, as 32-bit limbs with the least significant first. */
final class WideInteger {
    private WideInteger() {}

    /** Returns the number of limbs filled. */
    static int magnitude128(long low, long high, int[] limbs) {
        long sign = high >> 63;
        long lowMagnitude = (low ^ sign) - sign;
        long carry = sign != 0 && lowMagnitude == 0 ? 1 : 0;
        put(limbs, 0, lowMagnitude);
        put(limbs, 2, (high ^ sign) + carry);
        return 4;
    }

    /** Returns the number of limbs filled. */
    static int magnitude256(ArrowBuf data, long address, int[] limbs) {
        long sign = data.getLong(address + 24) >> 63;
        long carry = -sign;
        for (int i = 0; i < 4; i++) {
            long word = (data.getLong(address + 8L * i) ^ sign) + carry;
            carry = word == 0 ? carry : 0;
            put(limbs, 2 * i, word);
        }
        return 8;
    }

    private static void put(int[] limbs, int at, long word) {
        limbs[at] = (int) word;
        limbs[at + 1] = (int) (word >>> 32);
    }
}
