package io.ampsync.simulator.chain;

import java.util.Arrays;
import java.util.HexFormat;

/** A 32-byte block hash. */
public final class Hash {
    public static final int BYTES = 32;

    /** What genesis has in place of a parent. */
    public static final Hash ZERO = new Hash(new byte[BYTES]);

    private static final HexFormat HEX = HexFormat.of();

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Takes a copy of exactly 32 bytes. */
    public static Hash of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
        }
        return new Hash(bytes.clone());
    }

    /** 64 hex digits of either case, with or without {@code 0x}; anything else is an IllegalArgumentException. */
    public static Hash parse(String text) {
        return of(HEX.parseHex(text.startsWith("0x") ? text.substring(2) : text));
    }

    /** A copy of the 32 bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash that && Arrays.equals(bytes, that.bytes);
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
