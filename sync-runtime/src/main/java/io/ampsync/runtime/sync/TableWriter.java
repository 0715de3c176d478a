package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.runtime.encode.CopyBuffer;
import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.StoredState;
import io.ampsync.runtime.postgres.TableStore;
import io.ampsync.runtime.stream.Journal;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.OpenSplit;
import io.ampsync.runtime.stream.RuleSettings;
import java.util.function.LongSupplier;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects the microbatches of one connection and commits them: closed ones in groups, a replacement alone and whole, a
 * microbatch beyond the memory budget as a stream into an open transaction, or in chunks that end at block ends. While
 * one transaction is on its way rows of the next are encoded, with half of the memory each. One thread; after any
 * exception it is done for, and the next connection starts from what the database holds.
 */
final class TableWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TableWriter.class);

    private final String table;
    private final TableEncoder encoder;
    private final Buffers buffers;
    private final AdaptiveBatch size;
    private final SyncListener listener;
    private final LongSupplier nanos;
    private final RowSlices slices;

    private final Ledger ledger;
    private final CommitGroup group = new CommitGroup();
    private final CommitLane lane;
    private boolean crowded;
    private @Nullable OpenMicrobatch open;
    /** For the next microbatch, in what the last one left of its memory. */
    private CopyBuffer empty;

    TableWriter(
            String table,
            TableStore store,
            TableEncoder encoder,
            Buffers buffers,
            AdaptiveBatch size,
            SyncListener listener,
            LongSupplier nanos,
            StoredState stored) {
        this.table = table;
        this.encoder = encoder;
        this.buffers = buffers;
        this.size = size;
        this.listener = listener;
        this.nanos = nanos;
        slices = new RowSlices(buffers.limits().pieceBytes());
        empty = new CopyBuffer(buffers.segments());
        ledger = new Ledger(table, store, listener, nanos, stored);
        lane = new CommitLane(table, stored.network(), store, buffers, size, nanos);
    }

    /** What is stored, and what the group adds to it. */
    Journal journal() {
        return ledger.journal();
    }

    String network() {
        return ledger.network();
    }

    @Nullable
    Cursor checkpoint() {
        return ledger.checkpoint();
    }

    /** How often this writer committed. */
    long commits() {
        return ledger.commits();
    }

    /** True if there is something to commit, or a commit whose end is to be seen, as soon as nothing else is to be done. */
    boolean hasGroup() {
        return !isStreaming() && (group.hasClosed() || lane.isBusy());
    }

    /** True while the open microbatch goes into an open transaction. */
    boolean isStreaming() {
        return lane.isOpenForOne();
    }

    /** True if the group began right behind a commit, or before its end. */
    boolean isCrowded() {
        return crowded;
    }

    /** Begins a microbatch that follows what is there, or takes the place of everything from a block on. */
    void begin(BlockRange range, @Nullable Replacement replacement) {
        if (!range.network().equals(ledger.network())) {
            throw new SyncException(
                    Reason.NETWORK_CHANGED,
                    "the table holds blocks of " + ledger.network() + ", the source sends " + range.network() + ".");
        }
        if (replacement != null) {
            // The audit names the checkpoint that a reorg takes away: what is closed is stored first, if only to go.
            flush();
        }
        long now = nanos.getAsLong();
        if (!group.hasClosed()) {
            crowded = lane.isBusy() || ledger.hasJustCommitted(now);
        }
        group.begin(now);
        encoder.startMicrobatch(range);
        open = new OpenMicrobatch(range, replacement, empty, buffers.spool());
    }

    void add(VectorSchemaRoot rows) {
        OpenMicrobatch microbatch = opened();
        slices.forEach(rows.getRowCount(), (from, to) -> {
            long before = microbatch.buffer.bytes();
            encode(rows, from, to, microbatch.buffer);
            long added = microbatch.buffer.bytes() - before;
            keepInBounds(microbatch);
            return added;
        });
        encoder.takeChangedNuls().forEach((column, count) -> listener.nulsChanged(table, column, count));
    }

    private void encode(VectorSchemaRoot rows, int from, int to, CopyBuffer buffer) {
        try {
            encoder.encode(rows, from, to, buffer);
        } catch (SyncException e) {
            throw new SyncException(e.reason(), "Table \"" + table + "\": " + e.getMessage(), e);
        }
    }

    /** One half of the memory is for what is encoded, the other for what is on its way. */
    private void keepInBounds(OpenMicrobatch microbatch) {
        long half = buffers.limits().bufferBytes() / 2;
        if (lane.isOpen() && !isStreaming() && microbatch.buffer.bytes() > half) {
            // An open transaction for small microbatches has no place for a part of this one.
            commit(null, null);
        }
        if (isStreaming()) {
            if (microbatch.buffer.bytes() >= buffers.limits().pieceBytes()) {
                feed(microbatch);
            }
        } else if (!maySplit(microbatch)) {
            // On disk and not in a transaction: nothing may hold the old rows locked while the source thinks.
            if (microbatch.buffer.bytes() > half) {
                microbatch.spool();
            }
        } else if (microbatch.isChunkDue(buffers.limits().bufferBytes())) {
            if (!beginStream(microbatch)) {
                split(microbatch);
            }
        } else if (microbatch.buffer.bytes() > half) {
            // From here on this one takes the other half too.
            settle();
        } else if (group.hasClosed() && group.memory() + microbatch.buffer.bytes() > half) {
            handOn(true);
        }
    }

    /** Closes the microbatch; of what is due the commit is on its way then. A replacement is committed. */
    void complete() {
        OpenMicrobatch microbatch = opened();
        open = null;
        JournalEntry entry = new JournalEntry(
                microbatch.range,
                microbatch.storedRows + microbatch.buffer.rows(),
                microbatch.storedDigest.plus(microbatch.buffer.digest()));
        empty = microbatch.buffer.next();
        group.collect(microbatch, microbatch.buffer);
        group.close(entry);
        Replacement replacement = microbatch.replacement;
        if (replacement != null) {
            commit(replacement, null);
            return;
        }
        ledger.append(entry);
        if (isStreaming() || group.isDue(buffers.limits(), size, nanos.getAsLong())) {
            commit(null, null);
        } else if (lane.wants(group)) {
            handOn(group.isFull(buffers.limits()));
        }
        if (ledger.isThinningDue()) {
            // At full speed something always waits, and a journal is thinned only when nothing does.
            flush();
        }
    }

    /** Gives closed microbatches, and those that follow without a pause, to an open transaction, if there may be one. */
    private void handOn(boolean full) {
        settle();
        if (!lane.isOpen() && !lane.open(ledger.next(null, null), false)) {
            if (full) {
                commit(null, null);
            }
        } else if (!lane.feed(group)) {
            commit(null, null);
        }
    }

    /** Commits what is complete, and waits for it. */
    void flush() {
        if (isStreaming()) {
            park();
        } else if (group.hasClosed()) {
            commit(null, null);
        }
        settle();
    }

    /** Nothing is at hand: what is on its way comes first, then what waits; the rest of a microbatch may take a little. */
    void idle() {
        if (isStreaming()) {
            if (lane.isQuiet()) {
                flush();
            }
        } else if (lane.isBusy() && !lane.isOpen()) {
            settle();
        } else {
            flush();
        }
    }

    boolean isThinningDue() {
        return !hasGroup() && ledger.isThinningDue();
    }

    /** Merges what is old in the journal, of which everything is committed. */
    void thin(RuleSettings rules) {
        ledger.thin(rules);
    }

    private OpenMicrobatch opened() {
        OpenMicrobatch microbatch = open;
        if (microbatch == null) {
            throw new IllegalStateException("no microbatch is open");
        }
        return microbatch;
    }

    /** A replacement is never seen half done: up to the lower of its end and the old checkpoint it stays in one piece. */
    private boolean maySplit(OpenMicrobatch microbatch) {
        Cursor checkpoint = ledger.checkpoint();
        return microbatch.replacement == null
                || checkpoint == null
                || microbatch.buffer.lastBlock() > Math.min(microbatch.range.end(), checkpoint.number());
    }

    /** Commits what is complete of it. What it replaces goes with this first chunk: the rest only appends. */
    private void split(OpenMicrobatch microbatch) {
        group.collect(microbatch, microbatch.takeChunk(buffers.segments()));
        Replacement replacement = microbatch.replacement;
        microbatch.replacement = null;
        commit(replacement, microbatch.split());
    }

    /**
     * Opens a transaction for what comes, if one is allowed. Not for a replacement: what is deleted first in an open
     * transaction stays locked for as long as the source takes.
     */
    private boolean beginStream(OpenMicrobatch microbatch) {
        settle();
        if (microbatch.replacement != null || !lane.open(ledger.next(null, null), true)) {
            return false;
        }
        feed(microbatch);
        return true;
    }

    /** Gives what is complete to the open transaction; one that has failed says why, one at its limit ends. */
    private void feed(OpenMicrobatch microbatch) {
        if (microbatch.buffer.hasCompleteBlocks()
                || microbatch.isChunkDue(buffers.limits().bufferBytes())) {
            group.collect(microbatch, microbatch.takeChunk(buffers.segments()));
        }
        if (!lane.feed(group)) {
            settle();
            park();
        }
    }

    /** Ends an open transaction where it is: the rest of the microbatch comes with another one. */
    private void park() {
        commit(null, opened().split());
    }

    /** Sends the group, or ends the transaction that has most of it already. */
    private void commit(@Nullable Replacement replacement, @Nullable OpenSplit rest) {
        settle();
        lane.send(group, ledger.next(replacement, rest));
        group.clear();
        if (replacement != null) {
            // The rules judge the next message by a journal without what was replaced.
            settled(replacement);
        }
    }

    /** Waits for the commit that is on its way, if there is one; fails if it did. */
    private void settle() {
        settled(null);
    }

    private void settled(@Nullable Replacement replacement) {
        CommitLane.Ended ended = lane.settle();
        if (ended != null) {
            ledger.ended(ended, replacement);
        }
    }

    @Override
    public void close() {
        lane.close();
        group.clear();
        empty.close();
        if (open != null) {
            open.close();
            open = null;
        }
    }

    /** Waits for a commit that is on its way when the connection ends; reported like any other, if it landed. */
    void awaitTheLast() {
        if (isStreaming()) {
            return;
        }
        try {
            settle();
        } catch (RuntimeException | Error e) {
            // Why the connection ended is what is told.
            LOG.debug("The last commit of {}: {}", table, e.getMessage());
        }
    }
}
