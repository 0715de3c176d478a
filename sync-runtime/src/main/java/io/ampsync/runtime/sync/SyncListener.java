package io.ampsync.runtime.sync;

import io.ampsync.api.WriterReport;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.PastReorgs;
import io.ampsync.runtime.resilience.BreakerState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens to each table, in order per table, on the table's own thread, and what concerns them all.
 * Implementations return at once, do
 * no I/O and never throw. Everything is optional to hear.
 */
public interface SyncListener {
    default void stateChanged(String table, TableState state) {}

    /**
     * What the database held when the table was opened.
     *
     * @param checkpoint null if nothing is stored yet
     * @param rows rows that the journal accounts for
     */
    default void resumed(String table, String network, @Nullable Cursor checkpoint, long rows) {}

    /** A batch arrived: rows, and body bytes on the wire. */
    default void received(String table, long rows, long bytes) {}

    /** Rows of a redelivered microbatch that were already stored. */
    default void skipped(String table, long rows) {}

    default void committed(String table, CommitSummary commit) {}

    /** Called besides {@link #committed}, which counts the replacement's rows. */
    default void reorganized(String table, ReorgSummary reorg) {}

    /**
     * The source's head.
     *
     * @param observedAt when it was asked
     * @param blockTime null where the source gives none
     */
    default void headObserved(
            String table, String network, Cursor head, Instant observedAt, @Nullable Instant blockTime) {}

    /** A column of the source got another name in the table. */
    default void columnRenamed(String table, String column, String identifier) {}

    /** So many U+0000 in the text of a column were replaced or stripped. */
    default void nulsChanged(String table, String column, long count) {}

    /** The table's next connection comes after a pause. */
    default void reconnecting(String table, Pause pause) {}

    /** So long the table waits between two requests, for a server that has too much to do; told when it changes. */
    default void paced(String table, Duration delay) {}

    /** The table has to wait, for a server is left alone. */
    default void rejected(String table) {}

    /** A server is left alone, tested, or well again; on any thread. */
    default void breakerChanged(BreakerState breaker) {}

    default void failed(String table, SyncException failure) {}

    /** Reorgs of earlier times, whenever the database was asked: everything that was committed so far. */
    default void reorgsKnown(String table, PastReorgs past) {}

    /** What became of the right to write; on any thread. */
    default void writerChanged(WriterReport writer) {}

    /**
     * The source was asked for something that concerns no single table; on any thread.
     *
     * @param trouble null if it answered
     */
    default void sourceAnswered(@Nullable SyncException trouble) {}

    /**
     * The database was asked for something that concerns no single table; on any thread.
     *
     * @param trouble null if it answered
     */
    default void databaseAnswered(@Nullable SyncException trouble) {}

    /** Hears nothing. */
    SyncListener SILENT = new SyncListener() {};

    /** Tells each of the listeners, in their order. */
    static SyncListener all(List<SyncListener> listeners) {
        return new Broadcast(listeners, _ -> true);
    }

    /** Tells a listener of these tables, and of what concerns no single one. */
    static SyncListener of(Predicate<String> tables, SyncListener listener) {
        return new Broadcast(List.of(listener), tables);
    }

    /** {@link #all}. */
    record Broadcast(List<SyncListener> listeners, Predicate<String> tables) implements SyncListener {
        public Broadcast {
            listeners = List.copyOf(listeners);
        }

        private void each(Consumer<SyncListener> call) {
            listeners.forEach(call);
        }

        private void each(String table, Consumer<SyncListener> call) {
            if (tables.test(table)) {
                listeners.forEach(call);
            }
        }

        @Override
        public void stateChanged(String table, TableState state) {
            each(table, to -> to.stateChanged(table, state));
        }

        @Override
        public void resumed(String table, String network, @Nullable Cursor checkpoint, long rows) {
            each(table, to -> to.resumed(table, network, checkpoint, rows));
        }

        @Override
        public void received(String table, long rows, long bytes) {
            each(table, to -> to.received(table, rows, bytes));
        }

        @Override
        public void skipped(String table, long rows) {
            each(table, to -> to.skipped(table, rows));
        }

        @Override
        public void committed(String table, CommitSummary commit) {
            each(table, to -> to.committed(table, commit));
        }

        @Override
        public void reorganized(String table, ReorgSummary reorg) {
            each(table, to -> to.reorganized(table, reorg));
        }

        @Override
        public void headObserved(
                String table, String network, Cursor head, Instant observedAt, @Nullable Instant blockTime) {
            each(table, to -> to.headObserved(table, network, head, observedAt, blockTime));
        }

        @Override
        public void columnRenamed(String table, String column, String identifier) {
            each(table, to -> to.columnRenamed(table, column, identifier));
        }

        @Override
        public void nulsChanged(String table, String column, long count) {
            each(table, to -> to.nulsChanged(table, column, count));
        }

        @Override
        public void reconnecting(String table, Pause pause) {
            each(table, to -> to.reconnecting(table, pause));
        }

        @Override
        public void paced(String table, Duration delay) {
            each(table, to -> to.paced(table, delay));
        }

        @Override
        public void rejected(String table) {
            each(table, to -> to.rejected(table));
        }

        @Override
        public void breakerChanged(BreakerState breaker) {
            each(to -> to.breakerChanged(breaker));
        }

        @Override
        public void failed(String table, SyncException failure) {
            each(table, to -> to.failed(table, failure));
        }

        @Override
        public void reorgsKnown(String table, PastReorgs past) {
            each(table, to -> to.reorgsKnown(table, past));
        }

        @Override
        public void writerChanged(WriterReport writer) {
            each(to -> to.writerChanged(writer));
        }

        @Override
        public void sourceAnswered(@Nullable SyncException trouble) {
            each(to -> to.sourceAnswered(trouble));
        }

        @Override
        public void databaseAnswered(@Nullable SyncException trouble) {
            each(to -> to.databaseAnswered(trouble));
        }
    }
}
