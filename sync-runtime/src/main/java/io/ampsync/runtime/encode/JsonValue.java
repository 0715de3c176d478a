package io.ampsync.runtime.encode;

/** Renders one vector's values as JSON; the nested columns and their members. */
abstract class JsonValue extends VectorReader {
    /** Appends the value of this row, which may be null. */
    void append(JsonText out, int row) {
        if (isNull(row)) {
            out.ascii("null");
        } else {
            appendValue(out, row);
        }
    }

    abstract void appendValue(JsonText out, int row);
}
