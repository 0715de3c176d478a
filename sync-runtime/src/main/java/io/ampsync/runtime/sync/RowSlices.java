package io.ampsync.runtime.sync;

import java.util.function.ToLongFunction;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Hands a batch on in slices that grow the encoded rows by a known amount at most: a small batch can become many times
 * its size. One thread.
 */
final class RowSlices {
    /** Rows after which the size of a row is known well enough. */
    private static final int FIRST = 256;

    /** Validity bits are shared, and not shifted, at whole bytes. */
    private static final int ALIGNED = 8;

    private final long sliceBytes;
    private long bytesPerRow;

    /** @param sliceBytes how much a slice may add, rows of ordinary size provided */
    RowSlices(long sliceBytes) {
        this.sliceBytes = sliceBytes;
    }

    /**
     * @param rows stay the caller's
     * @param encode takes a slice, and tells how many bytes it became
     */
    void forEach(VectorSchemaRoot rows, ToLongFunction<VectorSchemaRoot> encode) {
        int count = rows.getRowCount();
        int from = 0;
        while (from < count) {
            int step = Math.min(count - from, step());
            bytesPerRow = Math.max(1, encoded(rows, from, step, encode) / step);
            from += step;
        }
    }

    private static long encoded(VectorSchemaRoot rows, int from, int step, ToLongFunction<VectorSchemaRoot> encode) {
        if (step == rows.getRowCount()) {
            return encode.applyAsLong(rows);
        }
        try (VectorSchemaRoot part = rows.slice(from, step)) {
            return encode.applyAsLong(part);
        }
    }

    private int step() {
        if (bytesPerRow == 0) {
            return FIRST;
        }
        long rows = Math.max(ALIGNED, sliceBytes / bytesPerRow);
        return (int) Math.min(1 << 30, rows - rows % ALIGNED);
    }
}
