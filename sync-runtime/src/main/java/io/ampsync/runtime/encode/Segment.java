package io.ampsync.runtime.encode;

/** A piece of encoded bytes: {@code bytes[start..length)}. Several can be neighbours in one array. */
final class Segment {
    static final Segment NONE = new Segment(0);

    final byte[] bytes;
    final int start;
    int length;
    /** How far it may grow. */
    int limit;

    /** The one that begins the array, and is given out again when nobody uses any of it. */
    final Segment first;
    /** Of the first one: how many use the array. Guarded by the pool. */
    int users = 1;

    Segment(int capacity) {
        bytes = new byte[capacity];
        start = 0;
        limit = capacity;
        first = this;
    }

    private Segment(Segment before, int from) {
        bytes = before.bytes;
        start = from;
        length = before.length;
        limit = before.limit;
        first = before.first;
    }

    /** What lies behind {@code from} as one of its own; this one ends there. */
    Segment split(int from) {
        Segment rest = new Segment(this, from);
        length = from;
        limit = from;
        return rest;
    }

    int room() {
        return limit - length;
    }

    /** Bytes of memory that it keeps from others. */
    int memory() {
        return limit - start;
    }
}
