package io.ampsync.runtime.postgres;

import io.ampsync.runtime.encode.CopyBuffer;
import java.sql.SQLException;
import org.postgresql.copy.CopyIn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Rows into one COPY: header, tuples in pieces, trailer. */
final class CopyStream {
    private static final Logger LOG = LoggerFactory.getLogger(CopyStream.class);

    private static final byte[] HEADER = CopyBuffer.copyHeader();
    private static final byte[] TRAILER = CopyBuffer.copyTrailer();

    private CopyStream() {}

    /** The number of rows that the server counted. */
    static long send(Session session, String statement, GrowingUnit rows, CommitProbe probe) throws SQLException {
        CopyIn copy = session.copy(statement);
        boolean ended = false;
        try {
            copy.writeToCopy(HEADER, 0, HEADER.length);
            rows.writeTo((bytes, offset, length) -> {
                copy.writeToCopy(bytes, offset, length);
                probe.at("copy.piece");
            });
            copy.writeToCopy(TRAILER, 0, TRAILER.length);
            probe.at("copy.end");
            ended = true;
            return copy.endCopy();
        } finally {
            if (!ended) {
                cancel(copy);
            }
        }
    }

    private static void cancel(CopyIn copy) {
        try {
            if (copy.isActive()) {
                copy.cancelCopy();
            }
        } catch (SQLException e) {
            LOG.debug("Cancelling a COPY: {}", e.getMessage());
        }
    }
}
