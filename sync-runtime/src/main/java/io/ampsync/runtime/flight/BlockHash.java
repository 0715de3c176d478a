package io.ampsync.runtime.flight;

import java.util.Arrays;
import java.util.HexFormat;

/** A 32-byte block hash; on the wire {@code 0x} and 64 hex digits (amp-protocol 4.1). */
public final class BlockHash {
    private static final int BYTES = 32;
    private static final HexFormat HEX = HexFormat.of();

    /** What genesis has in place of a parent. */
    public static final BlockHash ZERO = new BlockHash(new byte[BYTES]);

    private final byte[] bytes;

    private BlockHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes a copy of exactly 32 bytes. */
    public static BlockHash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a block hash has 32 bytes, not " + bytes.length);
        }
        return new BlockHash(bytes.clone());
    }

    /** Accepts both cases, with or without {@code 0x}; anything else is an IllegalArgumentException. */
    public static BlockHash parse(String text) {
        String digits = text.startsWith("0x") ? text.substring(2) : text;
        if (digits.length() != 2 * BYTES) {
            throw new IllegalArgumentException("a block hash has 64 hex digits, not " + digits.length());
        }
        return new BlockHash(HEX.parseHex(digits));
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    public boolean isZero() {
        return equals(ZERO);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BlockHash that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** {@code 0x} and 64 lower-case hex digits, the spelling of the wire. */
    @Override
    public String toString() {
        return "0x" + HEX.formatHex(bytes);
    }
}
