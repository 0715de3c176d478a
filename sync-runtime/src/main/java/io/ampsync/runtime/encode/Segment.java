package io.ampsync.runtime.encode;

/** A piece of encoded bytes: {@code bytes[0..length)}. */
final class Segment {
    final byte[] bytes;
    int length;

    Segment(int capacity) {
        this.bytes = new byte[capacity];
    }

    int room() {
        return bytes.length - length;
    }
}
