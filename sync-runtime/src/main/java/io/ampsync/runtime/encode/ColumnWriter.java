package io.ampsync.runtime.encode;

/**
 * Writes one column's values as fields of a binary COPY row: a 4-byte length and the payload, or -1 for NULL. There is
 * one final subclass per pair of Arrow and PostgreSQL type.
 */
abstract class ColumnWriter extends VectorReader {
    static final int LENGTH = 4;
    static final int VARIABLE = -1;

    /** The largest field there is, length included; {@link #VARIABLE} if {@link #bytes} has to be asked. */
    abstract int maxBytes();

    /** Room that the field of this row needs, at least; asked right before the row is written. */
    long bytes(int row) {
        return maxBytes();
    }

    /**
     * Writes the field at {@code at}, where there is room for it.
     *
     * @return the position behind it
     * @throws RefusedValue PostgreSQL cannot hold the value
     */
    abstract int write(byte[] out, int at, int row);

    static int writeNull(byte[] out, int at) {
        BigEndian.putInt(out, at, -1);
        return at + LENGTH;
    }

    static int writeInt2(byte[] out, int at, int value) {
        BigEndian.putInt(out, at, Short.BYTES);
        BigEndian.putShort(out, at + LENGTH, value);
        return at + LENGTH + Short.BYTES;
    }

    static int writeInt4(byte[] out, int at, int value) {
        BigEndian.putInt(out, at, Integer.BYTES);
        BigEndian.putInt(out, at + LENGTH, value);
        return at + LENGTH + Integer.BYTES;
    }

    static int writeInt8(byte[] out, int at, long value) {
        BigEndian.putInt(out, at, Long.BYTES);
        BigEndian.putLong(out, at + LENGTH, value);
        return at + LENGTH + Long.BYTES;
    }
}
