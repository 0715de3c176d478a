package io.ampsync.runtime.encode;

import org.apache.arrow.vector.FieldVector;

/** Null → text, always NULL. */
final class NullWriter extends ColumnWriter {
    @Override
    void bind(FieldVector vector) {
        attach(vector);
    }

    @Override
    void attach(FieldVector vector) {}

    @Override
    int maxBytes() {
        return LENGTH;
    }

    @Override
    int write(byte[] out, int at, int row) {
        return writeNull(out, at);
    }
}
