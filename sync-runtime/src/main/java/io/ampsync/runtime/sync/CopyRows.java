package io.ampsync.runtime.sync;

import io.ampsync.runtime.encode.CopyBuffer;
import io.ampsync.runtime.postgres.RowSource;
import java.sql.SQLException;

/** Encoded rows as the commit takes them. */
record CopyRows(CopyBuffer buffer) implements RowSource {
    @Override
    public long rows() {
        return buffer.rows();
    }

    @Override
    public void writeTo(Segments segments) throws SQLException {
        buffer.forEachSegment(segments::take);
    }
}
