package io.ampsync.runtime.sync;

import io.ampsync.runtime.encode.CopyBuffer;
import java.sql.SQLException;

/** Rows in memory. */
record CopyRows(CopyBuffer buffer) implements PendingRows {
    @Override
    public long rows() {
        return buffer.rows();
    }

    @Override
    public long bytes() {
        return buffer.bytes();
    }

    @Override
    public long memory() {
        return buffer.memory();
    }

    @Override
    public void writeTo(Segments segments) throws SQLException {
        buffer.forEachSegment(segments::take);
    }

    @Override
    public void close() {
        buffer.close();
    }
}
