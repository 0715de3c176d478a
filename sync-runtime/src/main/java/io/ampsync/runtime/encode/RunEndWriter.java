package io.ampsync.runtime.encode;

import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;

/** RunEndEncoded → whatever its values are, one per row. */
final class RunEndWriter extends ColumnWriter {
    private final ColumnWriter value;
    private final RunIndex runs = new RunIndex();

    RunEndWriter(ColumnWriter value) {
        this.value = value;
    }

    @Override
    void bind(FieldVector vector) {
        attach(vector);
    }

    @Override
    void attach(FieldVector vector) {
        value.bind(runs.bind((RunEndEncodedVector) vector));
    }

    @Override
    int maxBytes() {
        return value.maxBytes();
    }

    @Override
    long bytes(int row) {
        return value.bytes(runs.of(row));
    }

    @Override
    int write(byte[] out, int at, int row) {
        return value.write(out, at, runs.of(row));
    }

    /** The same, inside of a nested column. */
    static final class Json extends JsonValue {
        private final JsonValue value;
        private final RunIndex runs = new RunIndex();

        Json(JsonValue value) {
            this.value = value;
        }

        @Override
        void bind(FieldVector vector) {
            attach(vector);
        }

        @Override
        void attach(FieldVector vector) {
            value.bind(runs.bind((RunEndEncodedVector) vector));
        }

        @Override
        void appendValue(JsonText out, int row) {
            value.append(out, runs.of(row));
        }
    }
}
