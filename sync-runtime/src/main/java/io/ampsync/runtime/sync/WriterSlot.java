package io.ampsync.runtime.sync;

import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.StoredState;
import io.ampsync.runtime.postgres.TableStore;
import io.ampsync.runtime.stream.Journal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The writer of a connection; a table that never held a row gets one with its first range, which names the network. */
final class WriterSlot implements AutoCloseable {
    private final TableTask task;
    private final TableScope scope;
    private final TableStore store;
    private final TableEncoder encoder;
    private final AdaptiveBatch size;
    private final Pace pace;
    private @Nullable TableWriter writer;

    WriterSlot(
            TableTask task,
            TableScope scope,
            TableStore store,
            TableEncoder encoder,
            AdaptiveBatch size,
            Optional<StoredState> stored,
            Pace pace) {
        this.pace = pace;
        this.size = size;
        this.task = task;
        this.scope = scope;
        this.store = store;
        this.encoder = encoder;
        stored.ifPresent(this::open);
    }

    private TableWriter open(StoredState stored) {
        TableWriter opened = new TableWriter(
                task.name(), store, encoder, scope.buffers(), size, scope.listener(), scope.nanos(), stored);
        writer = opened;
        return opened;
    }

    /** The writer for blocks of {@code network}. */
    TableWriter writer(String network) {
        TableWriter present = writer;
        return present != null ? present : open(store.learnNetwork(network, task.provenance()));
    }

    boolean isEmpty() {
        return writer == null;
    }

    /** The writer, which a stored range or {@link #writer} has opened. */
    TableWriter opened() {
        TableWriter present = writer;
        if (present == null) {
            throw new IllegalStateException("no range was begun");
        }
        return present;
    }

    Journal journal() {
        return writer == null ? Journal.empty() : writer.journal();
    }

    boolean hasGroup() {
        return writer != null && writer.hasGroup();
    }

    /** True if something is to be committed, or is being committed. */
    boolean isBusy() {
        return writer != null && (writer.hasGroup() || writer.isStreaming());
    }

    /** Thins the journal if that is due; call it between two microbatches. */
    void tidy() {
        if (writer != null) {
            writer.thin(scope.rules());
        }
    }

    boolean isTidyDue() {
        return writer != null && writer.isThinningDue();
    }

    /** Waits for a commit that is on its way; whether it failed is for the next connection to find out. */
    void awaitTheLast() {
        if (writer != null) {
            writer.awaitTheLast();
        }
    }

    /** Last block of the checkpoint, -1 if there is none. */
    long stored() {
        Cursor checkpoint = writer == null ? null : writer.checkpoint();
        return checkpoint == null ? -1 : checkpoint.number();
    }

    long commits() {
        return writer == null ? 0 : writer.commits();
    }

    /** Waits after a commit, if the database asked for that. */
    void pace() throws InterruptedException {
        pace.committed(commits());
    }

    @Override
    public void close() {
        if (writer != null) {
            writer.close();
        }
    }
}
