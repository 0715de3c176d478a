package io.ampsync.runtime.sync;

import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.CommitOutcome;
import io.ampsync.runtime.postgres.CommitUnit;
import io.ampsync.runtime.postgres.TableStore;
import java.time.Duration;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one table, one after the other. At most one is on its way: closed, with all its rows, or open,
 * and taking rows. Used by the writer's thread.
 */
final class CommitLane implements AutoCloseable {
    /** An open transaction holds a connection and keeps vacuum from its rows: it ends at one of these. */
    private static final long LARGEST_STREAM = 512L << 20;

    private static final Duration LONGEST_STREAM = Duration.ofSeconds(60);
    private static final Duration QUIET_STREAM = Duration.ofSeconds(2);

    private final String table;
    private final String network;
    private final TableStore store;
    private final Buffers buffers;
    private final AdaptiveBatch size;
    private final LongSupplier nanos;

    private @Nullable Sending sending;
    /** It took one of {@link Buffers#streams}. */
    private boolean streamed;

    private boolean large;

    private long fedAt;

    CommitLane(
            String table, String network, TableStore store, Buffers buffers, AdaptiveBatch size, LongSupplier nanos) {
        this.table = table;
        this.network = network;
        this.store = store;
        this.buffers = buffers;
        this.size = size;
        this.nanos = nanos;
    }

    /**
     * How a transaction ended.
     *
     * @param unit all of it; null if it was refused while it took rows
     */
    record Ended(CommitOutcome outcome, @Nullable CommitUnit unit, Duration took) {}

    /** True if a transaction is on its way. */
    boolean isBusy() {
        return sending != null;
    }

    /** True if it takes rows. */
    boolean isOpen() {
        return sending != null && !sending.isFinished();
    }

    /** True if it takes the rows of one large microbatch. */
    boolean isOpenForOne() {
        return large && isOpen();
    }

    /** True if closed microbatches should go into the open transaction, or one be opened for them. */
    boolean wants(CommitGroup group) {
        boolean piece = group.memory() >= buffers.limits().pieceBytes();
        boolean free = sending == null || sending.isOver();
        return isOpen() ? piece : group.isFull(buffers.limits()) || (piece && free);
    }

    /**
     * Opens a transaction, unless as many are open as may be. None is on its way.
     *
     * @param one for one large microbatch, which says nothing about how many rows a commit should have
     */
    boolean open(Units units, boolean one) {
        if (!buffers.streams().tryAcquire()) {
            return false;
        }
        streamed = true;
        large = one;
        fedAt = nanos.getAsLong();
        Sending stream = sendingOf(units);
        stream.start(table, network, store);
        sending = stream;
        return true;
    }

    /**
     * Gives the group's rows to the open transaction, and waits until most of what was given before is sent.
     *
     * @return false if it has failed, or should end
     */
    boolean feed(CommitGroup group) {
        Sending stream = Objects.requireNonNull(sending);
        group.moveTo(stream);
        fedAt = nanos.getAsLong();
        stream.awaitMemory(buffers.limits().queueBytes());
        return !stream.isOver()
                && group.bytes() < LARGEST_STREAM
                && stream.age().compareTo(LONGEST_STREAM) < 0;
    }

    private Sending sendingOf(Units units) {
        return new Sending(units.expected(), units.deleteFrom(), buffers.threads(), nanos);
    }

    /** True if the open transaction has waited for rows for so long that it should end. */
    boolean isQuiet() {
        return nanos.getAsLong() - fedAt >= QUIET_STREAM.toNanos();
    }

    /** Ends the open transaction with the last rows of the group, or begins and ends one with all of them. */
    void send(CommitGroup group, Units units) {
        Sending open = sending;
        Sending target = open == null ? sendingOf(units) : open;
        group.moveTo(target);
        target.finish(units.of(group));
        if (open == null) {
            sending = target;
            target.start(table, network, store);
        }
    }

    /**
     * Waits for the end of what is on its way; an open transaction is left alone, unless it has failed.
     *
     * @return null if there is nothing that ends
     */
    @Nullable
    Ended settle() {
        Sending ended = sending;
        if (ended == null || (isOpen() && !ended.isOver())) {
            return null;
        }
        boolean measured = !large;
        forget();
        try {
            CommitOutcome outcome = ended.outcome();
            if (measured && outcome instanceof CommitOutcome.Landed) {
                size.succeeded(ended.took());
            }
            return new Ended(outcome, ended.whole(), ended.took());
        } catch (SyncException e) {
            size.failed();
            throw e;
        }
    }

    private void forget() {
        sending = null;
        large = false;
        if (streamed) {
            streamed = false;
            buffers.streams().release();
        }
    }

    /** Gives up what is open, and waits for the rest, so that the next writer finds the database at rest. */
    @Override
    public void close() {
        if (sending != null) {
            sending.close();
            forget();
        }
    }
}
