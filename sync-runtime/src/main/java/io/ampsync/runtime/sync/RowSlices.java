package io.ampsync.runtime.sync;

/**
 * Hands a batch on in slices that grow the encoded rows by a known amount at most: a small batch can become many times
 * its size. One thread.
 */
final class RowSlices {
    /** Rows after which the size of a row is known well enough. */
    private static final int FIRST = 256;

    private static final int LEAST = 8;

    private final long sliceBytes;
    private long bytesPerRow;

    /** @param sliceBytes how much a slice may add, rows of ordinary size provided */
    RowSlices(long sliceBytes) {
        this.sliceBytes = sliceBytes;
    }

    /** Takes rows from the first index on, up to and without the second, and tells how many bytes they became. */
    interface Encoder {
        long encode(int from, int to);
    }

    /** @param count rows of the batch */
    void forEach(int count, Encoder encoder) {
        int from = 0;
        while (from < count) {
            int step = Math.min(count - from, step());
            bytesPerRow = Math.max(1, encoder.encode(from, from + step) / step);
            from += step;
        }
    }

    private int step() {
        if (bytesPerRow == 0) {
            return FIRST;
        }
        return Math.clamp(sliceBytes / bytesPerRow, LEAST, 1 << 30);
    }
}
