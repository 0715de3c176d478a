package io.ampsync.runtime.encode;

import org.apache.arrow.vector.FieldVector;

/** Nested columns → jsonb. The text is made when its size is asked for, and copied when it is written. */
final class JsonbWriter extends ColumnWriter {
    private static final byte VERSION = 1;

    private final JsonValue value;
    private final JsonText text = new JsonText();

    JsonbWriter(JsonValue value) {
        this.value = value;
    }

    @Override
    void bind(FieldVector vector) {
        value.bind(vector);
    }

    @Override
    void attach(FieldVector vector) {
        value.attach(vector);
    }

    @Override
    int maxBytes() {
        return VARIABLE;
    }

    @Override
    long bytes(int row) {
        text.clear();
        if (value.isNull(row)) {
            return LENGTH;
        }
        value.appendValue(text, row);
        return LENGTH + 1L + text.length();
    }

    @Override
    int write(byte[] out, int at, int row) {
        if (value.isNull(row)) {
            return writeNull(out, at);
        }
        BigEndian.putInt(out, at, 1 + text.length());
        out[at + LENGTH] = VERSION;
        text.copyTo(out, at + LENGTH + 1);
        return at + LENGTH + 1 + text.length();
    }
}
