package io.ampsync.runtime.flight;

import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * One record batch with its metadata. Owns its vectors: {@link #close()} releases them, and with them their share of
 * the receive window.
 */
public final class ReceivedBatch implements AutoCloseable {
    private final BatchMetadata metadata;
    private final VectorSchemaRoot rows;
    private final long bytes;
    private final Runnable onClose;
    private final AtomicBoolean closed = new AtomicBoolean();

    public ReceivedBatch(BatchMetadata metadata, VectorSchemaRoot rows, long bytes, Runnable onClose) {
        this.metadata = metadata;
        this.rows = rows;
        this.bytes = bytes;
        this.onClose = onClose;
    }

    public BatchMetadata metadata() {
        return metadata;
    }

    /** Rows by value, dictionary columns decoded; zero rows on a keep-alive or a completion. */
    public VectorSchemaRoot rows() {
        return rows;
    }

    /** Size of the message on the wire, in bytes. */
    public long bytes() {
        return bytes;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            rows.close();
            onClose.run();
        }
    }
}
