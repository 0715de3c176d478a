package io.ampsync.runtime.encode;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/** A column whose values have one width in Arrow and a bounded width in PostgreSQL. */
abstract class FixedWriter extends ColumnWriter {
    private final int maxBytes;
    ArrowBuf data = UNBOUND;

    FixedWriter(int maxPayload) {
        this.maxBytes = LENGTH + maxPayload;
    }

    @Override
    final int maxBytes() {
        return maxBytes;
    }

    @Override
    void attach(FieldVector vector) {
        data = vector.getDataBuffer();
    }

    @Override
    final int write(byte[] out, int at, int row) {
        return isNull(row) ? writeNull(out, at) : writeValue(out, at, row);
    }

    abstract int writeValue(byte[] out, int at, int row);
}
