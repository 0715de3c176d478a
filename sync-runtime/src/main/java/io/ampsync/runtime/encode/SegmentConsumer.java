package io.ampsync.runtime.encode;

import java.sql.SQLException;

/** Takes encoded bytes, in the shape of {@link org.postgresql.copy.CopyIn#writeToCopy(byte[], int, int)}. */
@FunctionalInterface
public interface SegmentConsumer {
    /** The array is reused when the call has returned. */
    void accept(byte[] bytes, int offset, int length) throws SQLException;
}
