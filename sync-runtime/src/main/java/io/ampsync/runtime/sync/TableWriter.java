package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.runtime.encode.CopyBuffer;
import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.CommitOutcome;
import io.ampsync.runtime.postgres.CommitUnit;
import io.ampsync.runtime.postgres.DatabaseWentBack;
import io.ampsync.runtime.postgres.Expected;
import io.ampsync.runtime.postgres.StoredState;
import io.ampsync.runtime.postgres.TableStore;
import io.ampsync.runtime.stream.Journal;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.OpenSplit;
import io.ampsync.runtime.stream.RuleSettings;
import io.ampsync.runtime.stream.Thinning;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
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

    /** Commits between two looks at the journal's length. */
    private static final int THIN_EVERY = 256;

    /** What begins so soon after a commit was there before it had landed. */
    private static final Duration MOMENT = Duration.ofMillis(5);

    private final String table;
    private final TableStore store;
    private final TableEncoder encoder;
    private final Buffers buffers;
    private final AdaptiveBatch size;
    private final SyncListener listener;
    private final LongSupplier nanos;
    private final RowSlices slices;

    private final String network;
    private final CommitGroup group = new CommitGroup();
    private final CommitLane lane;
    private Expected expected;
    private Journal journal;
    /** Rows above the watermark that an earlier connection left; their replacement takes them away. */
    private @Nullable OpenSplit staleTail;

    private long commits;
    private long thinnedAt;
    private long landedAt;
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
        this.store = store;
        this.encoder = encoder;
        this.buffers = buffers;
        this.size = size;
        this.listener = listener;
        this.nanos = nanos;
        slices = new RowSlices(buffers.limits().bufferBytes() / 4);
        empty = new CopyBuffer(buffers.segments());
        network = stored.network();
        expected = stored.checkpoint();
        journal = Journal.of(stored.journal());
        staleTail = stored.open();
        lane = new CommitLane(table, network, store, buffers, size, nanos);
    }

    /** What is stored, and what the group adds to it. */
    Journal journal() {
        return journal;
    }

    String network() {
        return network;
    }

    @Nullable
    Cursor checkpoint() {
        return expected.watermark();
    }

    /** How often this writer committed. */
    long commits() {
        return commits;
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
        if (!range.network().equals(network)) {
            throw new SyncException(
                    Reason.NETWORK_CHANGED,
                    "the table holds blocks of " + network + ", the source sends " + range.network() + ".");
        }
        if (replacement != null) {
            flush();
        }
        long now = nanos.getAsLong();
        if (!group.hasClosed()) {
            crowded = lane.isBusy() || (commits > 0 && now - landedAt < MOMENT.toNanos());
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

    private void keepInBounds(OpenMicrobatch microbatch) {
        long half = buffers.limits().bufferBytes() / 2;
        if (lane.isOpen() && !isStreaming() && microbatch.buffer.bytes() > half) {
            commit(null, null);
        }
        if (isStreaming()) {
            if (microbatch.buffer.bytes() >= buffers.limits().pieceBytes()) {
                feed(microbatch);
            }
        } else if (!maySplit(microbatch)) {
            if (microbatch.buffer.bytes() > half) {
                microbatch.spool();
            }
        } else if (microbatch.isChunkDue(buffers.limits().bufferBytes())) {
            if (!beginStream(microbatch)) {
                split(microbatch);
            }
        } else if (microbatch.buffer.bytes() > half) {
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
        journal = journal.append(entry);
        if (isStreaming() || group.isDue(buffers.limits(), size, nanos.getAsLong())) {
            commit(null, null);
        } else if (lane.wants(group)) {
            handOn(group.isFull(buffers.limits()));
        }
        if (commits - thinnedAt >= THIN_EVERY) {
            flush();
        }
    }

    /** Gives closed microbatches, and those that follow without a pause, to an open transaction, if there may be one. */
    private void handOn(boolean full) {
        settle();
        if (!lane.isOpen() && !lane.open(expected, units(null, null).deleteFrom(), false)) {
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
        return !hasGroup() && commits - thinnedAt >= THIN_EVERY;
    }

    /** Merges what is old in the journal, of which everything is committed. */
    void thin(RuleSettings rules) {
        thinnedAt = commits;
        List<JournalEntry> merges = Thinning.plan(journal, rules);
        if (merges.isEmpty()) {
            return;
        }
        store.thin(network, merges);
        for (JournalEntry merged : merges) {
            journal = journal.merge(merged);
        }
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
        Cursor checkpoint = expected.watermark();
        return microbatch.replacement == null
                || checkpoint == null
                || microbatch.buffer.lastBlock() > Math.min(microbatch.range.end(), checkpoint.number());
    }

    private void split(OpenMicrobatch microbatch) {
        group.collect(microbatch, microbatch.takeChunk(buffers.segments()));
        Replacement replacement = microbatch.replacement;
        microbatch.replacement = null;
        commit(replacement, microbatch.split());
    }

    /** Opens a transaction for what comes, if one is allowed; a replacement is not streamed. */
    private boolean beginStream(OpenMicrobatch microbatch) {
        settle();
        if (microbatch.replacement != null
                || !lane.open(expected, units(null, null).deleteFrom(), true)) {
            return false;
        }
        feed(microbatch);
        return true;
    }

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

    private Units units(@Nullable Replacement replacement, @Nullable OpenSplit rest) {
        return new Units(expected, staleTail, replacement, rest);
    }

    /** Sends the group, or ends the transaction that has most of it already. */
    private void commit(@Nullable Replacement replacement, @Nullable OpenSplit rest) {
        settle();
        lane.send(group, units(replacement, rest));
        group.clear();
        if (replacement != null) {
            settled(replacement);
        }
    }

    /** Waits for the commit that is on its way, if there is one; fails if it did. */
    private void settle() {
        settled(null);
    }

    private void settled(@Nullable Replacement replacement) {
        CommitLane.Ended ended = lane.settle();
        if (ended == null) {
            return;
        }
        switch (ended.outcome()) {
            case CommitOutcome.Landed landed ->
                landed(landed, Objects.requireNonNull(ended.unit()), replacement, ended.took());
            case CommitOutcome.Stale(String finding) -> throw new SyncException(Reason.COMMIT_UNCERTAIN, finding);
            case CommitOutcome.Fenced(long epoch) -> throw WriterSeat.fenced(epoch);
            case CommitOutcome.WentBack(String finding) -> throw new DatabaseWentBack(finding);
        }
    }

    private void landed(
            CommitOutcome.Landed landed, CommitUnit unit, @Nullable Replacement replacement, Duration took) {
        Cursor before = expected.watermark();
        expected = landed.next();
        commits++;
        landedAt = nanos.getAsLong();
        staleTail = null;
        if (replacement != null) {
            journal = journal.cutFrom(replacement.cutFrom());
            for (JournalEntry entry : unit.entries()) {
                journal = journal.append(entry);
            }
        }
        CommitSummary summary = CommitSummary.of(network, unit, took);
        listener.committed(table, summary);
        if (replacement != null && before != null) {
            Cursor after = summary.range().cursor();
            listener.reorganized(
                    table,
                    new ReorgSummary(
                            network, replacement.forkBlock(), before, after, landed.rowsRemoved(), summary.rows()));
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
