package io.ampsync.runtime.encode;

import org.apache.arrow.vector.FieldVector;

/** Lists of scalars → one-dimensional arrays that begin at index 1; an empty list has no dimension. */
final class ArrayWriter extends ColumnWriter {
    private static final int HEADER = 12;
    private static final int DIMENSION = 8;
    private static final int MAX_ELEMENTS = 0x3FFFFFFF / 8;

    private final ListSlots slots;
    private final ColumnWriter element;
    private final int elementOid;

    ArrayWriter(ListSlots slots, ColumnWriter element, int elementOid) {
        this.slots = slots;
        this.element = element;
        this.elementOid = elementOid;
    }

    @Override
    void attach(FieldVector vector) {
        element.bind(slots.bind(vector));
    }

    @Override
    int maxBytes() {
        return VARIABLE;
    }

    @Override
    long bytes(int row) {
        if (isNull(row)) {
            return LENGTH;
        }
        int length = slots.length(row);
        if (length > MAX_ELEMENTS) {
            throw new RefusedValue("a list of " + length + " elements", "is above PostgreSQL's limit");
        }
        long bytes = 0;
        if (element.maxBytes() == VARIABLE) {
            int start = slots.start(row);
            for (int i = start; i < start + length; i++) {
                bytes += element.bytes(i);
            }
        } else {
            bytes = (long) length * element.maxBytes();
        }
        return LENGTH + ByteWriters.checked(HEADER + DIMENSION + bytes);
    }

    @Override
    int write(byte[] out, int at, int row) {
        if (isNull(row)) {
            return writeNull(out, at);
        }
        int length = slots.length(row);
        int payload = at + LENGTH;
        int end = payload + HEADER;
        int nulls = 0;
        if (length > 0) {
            BigEndian.putInt(out, end, length);
            BigEndian.putInt(out, end + 4, 1);
            end += DIMENSION;
            int start = slots.start(row);
            for (int i = start; i < start + length; i++) {
                int elementAt = end;
                end = element.write(out, end, i);
                nulls |= BigEndian.getInt(out, elementAt) >>> 31;
            }
        }
        BigEndian.putInt(out, at, end - payload);
        BigEndian.putInt(out, payload, length > 0 ? 1 : 0);
        BigEndian.putInt(out, payload + 4, nulls);
        BigEndian.putInt(out, payload + 8, elementOid);
        return end;
    }
}
