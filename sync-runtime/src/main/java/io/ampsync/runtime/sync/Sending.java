package io.ampsync.runtime.sync;

import io.ampsync.runtime.event.LogContext;
import io.ampsync.runtime.postgres.CommitOutcome;
import io.ampsync.runtime.postgres.CommitUnit;
import io.ampsync.runtime.postgres.Expected;
import io.ampsync.runtime.postgres.GrowingUnit;
import io.ampsync.runtime.postgres.RowSource;
import io.ampsync.runtime.postgres.TableStore;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One transaction on a thread of its own, so that rows are encoded while the rows before them are being stored. The
 * writer's thread gives it rows, then the whole unit, and then asks what became of it; rows that were sent give their
 * memory back at once.
 */
final class Sending implements GrowingUnit, AutoCloseable {
    private final Expected expected;
    private final OptionalLong deleteFrom;
    private final CommitThreads threads;
    private final LongSupplier nanos;
    private final long startedAt;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<PendingRows> waiting = new ArrayDeque<>();
    private long memory;
    private @Nullable CommitUnit whole;
    private @Nullable CommitOutcome outcome;
    private @Nullable Throwable failure;
    private boolean givenUp;
    private long endedAt;

    /** @param nanos a clock for its age */
    Sending(Expected expected, OptionalLong deleteFrom, CommitThreads threads, LongSupplier nanos) {
        this.expected = expected;
        this.deleteFrom = deleteFrom;
        this.threads = threads;
        this.nanos = nanos;
        startedAt = nanos.getAsLong();
    }

    /** Begins the transaction. */
    void start(String table, String network, TableStore store) {
        threads.start("commit-" + table, () -> {
            try (var _ = LogContext.table(table)) {
                ended(store.commit(network, this), null);
            } catch (Throwable e) {
                // An Error too: the writer waits for an answer.
                ended(null, e);
            }
        });
    }

    private void ended(@Nullable CommitOutcome answer, @Nullable Throwable error) {
        lock.lock();
        try {
            outcome = answer;
            failure = error;
            endedAt = nanos.getAsLong();
            dropRows();
        } finally {
            lock.unlock();
        }
    }

    private void dropRows() {
        waiting.forEach(PendingRows::close);
        waiting.clear();
        memory = 0;
        changed.signalAll();
    }

    /** Takes rows over; they are dropped if the transaction has failed, which {@link #outcome()} tells. */
    void offer(PendingRows rows) {
        lock.lock();
        try {
            if (ended()) {
                rows.close();
                return;
            }
            waiting.add(rows);
            memory += rows.memory();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** No more rows come; this is what they are. */
    void finish(CommitUnit unit) {
        lock.lock();
        try {
            whole = unit;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the rows that are not sent yet keep at most so many bytes of memory. */
    void awaitMemory(long most) {
        lock.lock();
        try {
            while (memory > most && !ended()) {
                threads.await(lock, changed);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Since its beginning. */
    Duration age() {
        return Duration.ofNanos(nanos.getAsLong() - startedAt);
    }

    /** From its beginning to its success. */
    Duration took() {
        return Duration.ofNanos(endedAt - startedAt);
    }

    boolean isFinished() {
        return whole() != null;
    }

    /** True if there is nothing to wait for. */
    boolean isOver() {
        lock.lock();
        try {
            return ended();
        } finally {
            lock.unlock();
        }
    }

    private boolean ended() {
        return outcome != null || failure != null;
    }

    /** Waits for the end. Fails as the commit failed. */
    CommitOutcome outcome() {
        awaitEnd();
        return switch (failure) {
            case null -> Objects.requireNonNull(outcome);
            case RuntimeException cause -> throw cause;
            case Error cause -> throw cause;
            case Throwable cause -> throw new IllegalStateException(cause);
        };
    }

    private void awaitEnd() {
        lock.lock();
        try {
            while (!ended()) {
                threads.await(lock, changed);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Expected expected() {
        return expected;
    }

    @Override
    public OptionalLong deleteFrom() {
        return deleteFrom;
    }

    @Override
    public boolean hasRows() {
        CommitUnit unit = whole();
        return unit == null || unit.hasRows();
    }

    @Override
    public @Nullable CommitUnit whole() {
        lock.lock();
        try {
            return whole;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void writeTo(RowSource.Segments segments) throws SQLException {
        PendingRows rows;
        while ((rows = next()) != null) {
            try {
                rows.writeTo(segments);
            } finally {
                sent(rows);
            }
        }
    }

    private @Nullable PendingRows next() throws SQLException {
        lock.lock();
        try {
            while (waiting.isEmpty() && whole == null && !givenUp) {
                threads.await(lock, changed);
            }
            if (givenUp) {
                throw new SQLException("given up", "57014");
            }
            return waiting.poll();
        } finally {
            lock.unlock();
        }
    }

    private void sent(PendingRows rows) {
        lock.lock();
        try {
            memory -= rows.memory();
            rows.close();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Gives up what has no end yet; waits for the rest. */
    @Override
    public void close() {
        lock.lock();
        try {
            givenUp = whole == null;
            if (givenUp) {
                dropRows();
            }
        } finally {
            lock.unlock();
        }
        awaitEnd();
    }
}
