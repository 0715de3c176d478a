package io.ampsync.runtime.stream;

import java.nio.ByteBuffer;

/** An order-independent digest of rows: the sum of their 128-bit hashes modulo 2^128. */
public record RowDigest(long high, long low) {
    public static final RowDigest EMPTY = new RowDigest(0, 0);

    public RowDigest plus(RowDigest other) {
        long sum = low + other.low;
        long carry = Long.compareUnsigned(sum, low) < 0 ? 1 : 0;
        return new RowDigest(high + other.high + carry, sum);
    }

    /** 16 bytes, big-endian. */
    public byte[] bytes() {
        return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    public static RowDigest of(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new RowDigest(buffer.getLong(), buffer.getLong());
    }
}
