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
import java.util.function.LongSupplier;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/**
 * Collects the microbatches of one connection and commits them: closed ones in groups, a replacement alone and whole, a
 * microbatch beyond the memory budget in chunks that end at block ends. One thread; after any exception it is done for,
 * and the next connection starts from what the database holds.
 */
final class TableWriter implements AutoCloseable {
    /** Commits between two looks at the journal's length. */
    private static final int THIN_EVERY = 256;

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
    private Expected expected;
    private Journal journal;
    /** Rows above the watermark that an earlier connection left: they go when their replacement comes. */
    private @Nullable OpenSplit staleTail;

    private long commits;
    private long thinnedAt;
    private @Nullable OpenMicrobatch open;

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
        network = stored.network();
        expected = stored.checkpoint();
        journal = Journal.of(stored.journal());
        staleTail = stored.open();
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

    boolean hasGroup() {
        return group.hasClosed();
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
        group.begin(nanos.getAsLong());
        encoder.startMicrobatch(range);
        open = new OpenMicrobatch(range, replacement, new CopyBuffer(buffers.segments()), buffers.spool());
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
        long most = buffers.limits().bufferBytes();
        if (group.hasClosed() && group.memory() + microbatch.buffer.memory() > most) {
            flush();
        }
        if (microbatch.buffer.bytes() <= most) {
            return;
        }
        if (maySplit(microbatch)) {
            split(microbatch);
        } else {
            microbatch.spool();
        }
    }

    /** Closes the microbatch. Whatever is due is committed before this returns. */
    void complete() {
        OpenMicrobatch microbatch = opened();
        open = null;
        JournalEntry entry = new JournalEntry(
                microbatch.range,
                microbatch.storedRows + microbatch.buffer.rows(),
                microbatch.storedDigest.plus(microbatch.buffer.digest()));
        group.collect(microbatch, microbatch.buffer);
        group.close(entry);
        Replacement replacement = microbatch.replacement;
        if (replacement != null) {
            commit(replacement, null);
            return;
        }
        journal = journal.append(entry);
        if (group.isDue(buffers.limits(), size, nanos.getAsLong())) {
            flush();
        }
    }

    /** Commits the closed microbatches. */
    void flush() {
        if (hasGroup()) {
            commit(null, null);
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
        CopyBuffer chunk = microbatch.buffer.takeCompleteBlocks();
        long complete = chunk.lastBlock();
        if (chunk.rows() == 0) {
            chunk = microbatch.buffer;
            complete = chunk.lastBlock() - 1;
            microbatch.buffer = new CopyBuffer(buffers.segments());
        }
        microbatch.storedRows += chunk.rows();
        microbatch.storedDigest = microbatch.storedDigest.plus(chunk.digest());
        group.collect(microbatch, chunk);
        BlockRange range = microbatch.range;
        OpenSplit rest = new OpenSplit(
                range, Math.max(complete, range.start() - 1), microbatch.storedRows, microbatch.storedDigest);
        Replacement replacement = microbatch.replacement;
        microbatch.replacement = null;
        commit(replacement, rest);
    }

    private void commit(@Nullable Replacement replacement, @Nullable OpenSplit rest) {
        CommitUnit unit = new Units(expected, staleTail, replacement, rest).of(group);
        long started = nanos.getAsLong();
        switch (send(unit)) {
            case CommitOutcome.Landed landed -> {
                Duration took = Duration.ofNanos(nanos.getAsLong() - started);
                size.succeeded(took);
                landed(landed, replacement, rest, took);
            }
            case CommitOutcome.Stale(String finding) -> throw new SyncException(Reason.COMMIT_UNCERTAIN, finding);
            case CommitOutcome.Fenced(long epoch) -> throw WriterSeat.fenced(epoch);
            case CommitOutcome.WentBack(String finding) -> throw new DatabaseWentBack(finding);
        }
    }

    private CommitOutcome send(CommitUnit unit) {
        try {
            return store.commit(network, unit);
        } catch (SyncException e) {
            size.failed();
            throw e;
        }
    }

    private void landed(
            CommitOutcome.Landed landed, @Nullable Replacement replacement, @Nullable OpenSplit rest, Duration took) {
        Cursor before = expected.watermark();
        List<JournalEntry> closed = group.closed();
        long rows = group.rows();
        BlockRange last = rest == null ? closed.getLast().range() : rest.range();
        BlockRange first = closed.isEmpty() ? last : closed.getFirst().range();
        expected = landed.next();
        commits++;
        staleTail = null;
        if (replacement != null) {
            journal = journal.cutFrom(replacement.cutFrom());
            for (JournalEntry entry : closed) {
                journal = journal.append(entry);
            }
        }
        BlockRange range = new BlockRange(
                network,
                Math.min(first.start(), last.start()),
                last.end(),
                last.hash(),
                first.prevHash(),
                last.endTime());
        listener.committed(table, new CommitSummary(range, rest == null, rows, group.bytes(), took));
        if (replacement != null && before != null) {
            listener.reorganized(
                    table,
                    new ReorgSummary(
                            network, replacement.forkBlock(), before, last.cursor(), landed.rowsRemoved(), rows));
        }
        group.clear();
    }

    @Override
    public void close() {
        group.clear();
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
