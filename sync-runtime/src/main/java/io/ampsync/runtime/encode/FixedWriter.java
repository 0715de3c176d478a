package io.ampsync.runtime.encode;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/**
 * A column whose values have one width in Arrow and a bounded width in PostgreSQL. Subclasses check for NULL themselves:
 * one virtual call per field, not two.
 */
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
}
