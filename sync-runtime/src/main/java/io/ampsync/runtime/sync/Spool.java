package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.runtime.encode.CopyBuffer;
import io.ampsync.runtime.fault.SyncException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a replacement beyond the memory budget, in a file that goes away with the process. A replacement is committed
 * in one piece, and readers of the table must not see it grow; a local file costs no write-ahead log and no second
 * table.
 */
final class Spool implements PendingRows {
    private static final int PIECE = 256 << 10;

    private final Path place;
    private final FileChannel file;
    private long rows;
    private long bytes;

    /**
     * Creates the file.
     *
     * @param directory null for the JVM's {@code java.io.tmpdir}
     * @throws SyncException {@link Reason#MEMORY_EXHAUSTED} if it cannot be written
     */
    Spool(@Nullable Path directory) {
        place = directory == null ? Path.of(System.getProperty("java.io.tmpdir")) : directory;
        try {
            Path path = Files.createTempFile(place, "ampsync-", ".copy");
            file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            // Without a name it cannot outlive us, not even after SIGKILL.
            Files.delete(path);
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    /** Takes over what the buffer holds; the buffer is empty afterwards. */
    void append(CopyBuffer buffer) {
        try {
            buffer.forEachSegment((segment, offset, length) -> {
                ByteBuffer piece = ByteBuffer.wrap(segment, offset, length);
                try {
                    while (piece.hasRemaining()) {
                        bytes += file.write(piece, bytes);
                    }
                } catch (IOException e) {
                    throw unwritable(e);
                }
            });
        } catch (SQLException e) {
            throw new IllegalStateException("no SQL is involved", e);
        }
        rows += buffer.rows();
        buffer.clear();
    }

    @Override
    public long rows() {
        return rows;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public long memory() {
        return 0;
    }

    @Override
    public void writeTo(Segments segments) throws SQLException {
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        try {
            for (long at = 0; at < bytes; at += piece.limit()) {
                piece.clear();
                if (file.read(piece, at) <= 0) {
                    throw new IOException("the file is shorter than what was written");
                }
                piece.flip();
                segments.take(piece.array(), 0, piece.limit());
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private SyncException unwritable(IOException e) {
        return new SyncException(
                Reason.MEMORY_EXHAUSTED,
                "A replacement exceeds the memory of its table, and " + place + " cannot hold it ("
                        + e.getClass().getSimpleName() + ": " + e.getMessage()
                        + "); AMPSYNC_SPOOL_DIRECTORY names another place.",
                e);
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw unwritable(e);
        }
    }
}
