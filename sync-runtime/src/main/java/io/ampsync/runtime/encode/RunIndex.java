package io.ampsync.runtime.encode;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;

/** Which run of a RunEndEncoded vector a row is in: the first whose end is behind the row. */
final class RunIndex {
    private ArrowBuf ends = VectorReader.UNBOUND;
    private int width;
    private int runs;

    /** Takes the run ends and returns the vector of their values. */
    FieldVector bind(RunEndEncodedVector vector) {
        FieldVector endVector = vector.getRunEndsVector();
        ends = endVector.getDataBuffer();
        runs = endVector.getValueCount();
        width = switch (endVector.getMinorType()) {
            case SMALLINT -> Short.BYTES;
            case INT -> Integer.BYTES;
            default -> Long.BYTES;
        };
        return vector.getValuesVector();
    }

    int of(int row) {
        int low = 0;
        int high = runs - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (end(middle) <= row) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private long end(int run) {
        long at = (long) run * width;
        return switch (width) {
            case Short.BYTES -> ends.getShort(at);
            case Integer.BYTES -> ends.getInt(at);
            default -> ends.getLong(at);
        };
    }
}
