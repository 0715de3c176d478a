package io.ampsync.runtime.stream;

import java.util.Arrays;

/** A persistent sequence: full chunks are shared between versions, only the last one is copied by an append. */
final class Chunks<E> {
    private static final int BITS = 7;
    private static final int CHUNK = 1 << BITS;

    private static final Object[] NOTHING = {};
    private static final Chunks<?> NONE = new Chunks<>(new Object[0][], NOTHING);

    /** All of length CHUNK. */
    private final Object[][] full;

    /** Shorter than CHUNK. */
    private final Object[] tail;

    private Chunks(Object[][] full, Object[] tail) {
        this.full = full;
        this.tail = tail;
    }

    @SuppressWarnings("unchecked") // holds no element
    static <E> Chunks<E> empty() {
        return (Chunks<E>) NONE;
    }

    int size() {
        return (full.length << BITS) + tail.length;
    }

    @SuppressWarnings("unchecked") // only append puts elements in
    E get(int index) {
        int chunk = index >>> BITS;
        return (E) (chunk < full.length ? full[chunk] : tail)[index & (CHUNK - 1)];
    }

    Chunks<E> append(E element) {
        Object[] longer = Arrays.copyOf(tail, tail.length + 1);
        longer[tail.length] = element;
        if (longer.length < CHUNK) {
            return new Chunks<>(full, longer);
        }
        Object[][] more = Arrays.copyOf(full, full.length + 1);
        more[full.length] = longer;
        return new Chunks<>(more, NOTHING);
    }

    /** The first {@code count} elements. */
    Chunks<E> take(int count) {
        if (count == size()) {
            return this;
        }
        int chunks = count >>> BITS;
        Object[] rest = chunks < full.length ? full[chunks] : tail;
        return new Chunks<>(Arrays.copyOf(full, chunks), Arrays.copyOf(rest, count & (CHUNK - 1)));
    }
}
