package io.ampsync.runtime.postgres;

import java.sql.SQLException;

/** Encoded rows: tuples of the binary COPY format, in the column order of the table, without header and trailer. */
public interface RowSource {
    long rows();

    /** COPY bytes of all rows. */
    long bytes();

    /** Hands over all bytes, in order, in pieces of at most 256 KiB; again from the start if called again. */
    void writeTo(Segments segments) throws SQLException;

    /** Takes bytes; the array is only valid during the call. */
    interface Segments {
        void take(byte[] bytes, int offset, int length) throws SQLException;
    }
}
