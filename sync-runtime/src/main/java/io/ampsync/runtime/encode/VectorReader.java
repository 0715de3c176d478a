package io.ampsync.runtime.encode;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.ReferenceManager;
import org.apache.arrow.vector.ExtensionTypeVector;
import org.apache.arrow.vector.FieldVector;

/** Reads one column; bound to a batch's buffers once, then asked row by row without allocating. */
abstract class VectorReader {
    static final ArrowBuf UNBOUND = new ArrowBuf(ReferenceManager.NO_OP, null, 0, 0);

    private ArrowBuf validity = UNBOUND;
    private boolean nulls;

    /** Takes the buffers of this batch; they must stay alive until the batch is encoded. */
    void bind(FieldVector vector) {
        FieldVector plain = vector instanceof ExtensionTypeVector<?> extension
                ? (FieldVector) extension.getUnderlyingVector()
                : vector;
        nulls = plain.getNullCount() > 0;
        validity = nulls ? plain.getValidityBuffer() : UNBOUND;
        attach(plain);
    }

    abstract void attach(FieldVector vector);

    final boolean isNull(int row) {
        return nulls && (validity.getByte(row >> 3) >> (row & 7) & 1) == 0;
    }
}
