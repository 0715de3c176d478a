package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.runtime.encode.CopyBuffer;
import io.ampsync.runtime.encode.SegmentPool;
import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.Change;
import io.ampsync.runtime.postgres.CommitOutcome;
import io.ampsync.runtime.postgres.CommitUnit;
import io.ampsync.runtime.postgres.Expected;
import io.ampsync.runtime.postgres.ReorgRecord;
import io.ampsync.runtime.postgres.StoredState;
import io.ampsync.runtime.postgres.TableStore;
import io.ampsync.runtime.stream.Journal;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.OpenSplit;
import io.ampsync.runtime.stream.RuleSettings;
import io.ampsync.runtime.stream.Thinning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
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
    private final BatchLimits limits;
    private final SyncListener listener;
    private final LongSupplier nanos;
    private final SegmentPool pool;

    private final String network;
    private Expected expected;
    private Journal journal;
    /** Rows above the watermark that an earlier connection left: they go when their replacement comes. */
    private boolean staleTail;

    private final List<PendingRows> group = new ArrayList<>();
    private final List<JournalEntry> closed = new ArrayList<>();
    private long groupBytes;
    private long groupMemory;
    private long groupSince;
    private long commits;
    private long thinnedAt;
    private @Nullable OpenMicrobatch open;

    TableWriter(
            String table,
            TableStore store,
            TableEncoder encoder,
            BatchLimits limits,
            SyncListener listener,
            LongSupplier nanos,
            StoredState stored) {
        this.table = table;
        this.store = store;
        this.encoder = encoder;
        this.limits = limits;
        this.listener = listener;
        this.nanos = nanos;
        pool = new SegmentPool(limits.bufferBytes());
        network = stored.network();
        expected = stored.checkpoint();
        journal = Journal.of(stored.journal());
        staleTail = stored.open() != null;
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
        return !closed.isEmpty();
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
        if (!hasGroup()) {
            groupSince = nanos.getAsLong();
        }
        encoder.startMicrobatch(range);
        open = new OpenMicrobatch(range, replacement, new CopyBuffer(pool));
    }

    void add(VectorSchemaRoot rows) {
        OpenMicrobatch microbatch = opened();
        encoder.encode(rows, microbatch.buffer);
        if (microbatch.buffer.bytes() > limits.bufferBytes()) {
            if (maySplit(microbatch)) {
                split(microbatch);
            } else {
                microbatch.spool();
            }
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
        collect(microbatch, microbatch.buffer);
        closed.add(entry);
        Replacement replacement = microbatch.replacement;
        if (replacement != null) {
            commit(replacement, null);
            return;
        }
        journal = journal.append(entry);
        if (groupBytes >= limits.groupBytes()
                || groupMemory >= limits.bufferBytes()
                || age().compareTo(limits.groupAge()) >= 0) {
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

    /** Hands what was spooled, and then the buffer, to the group. */
    private void collect(OpenMicrobatch microbatch, CopyBuffer buffer) {
        Spool spooled = microbatch.spool;
        if (spooled != null) {
            microbatch.spool = null;
            group.add(spooled);
            groupBytes += spooled.bytes();
        }
        group.add(new CopyRows(buffer));
        groupBytes += buffer.bytes();
        groupMemory += buffer.memory();
    }

    private Duration age() {
        return Duration.ofNanos(nanos.getAsLong() - groupSince);
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
            microbatch.buffer = new CopyBuffer(pool);
        }
        microbatch.storedRows += chunk.rows();
        microbatch.storedDigest = microbatch.storedDigest.plus(chunk.digest());
        collect(microbatch, chunk);
        BlockRange range = microbatch.range;
        OpenSplit rest = new OpenSplit(
                range, Math.max(complete, range.start() - 1), microbatch.storedRows, microbatch.storedDigest);
        Replacement replacement = microbatch.replacement;
        microbatch.replacement = null;
        commit(replacement, rest);
    }

    private void commit(@Nullable Replacement replacement, @Nullable OpenSplit rest) {
        Cursor before = expected.watermark();
        CommitUnit unit = new CommitUnit(
                expected,
                List.copyOf(group),
                deleteFrom(replacement),
                List.copyOf(closed),
                replacement == null ? null : audit(replacement, before, rest),
                rest,
                changes(replacement, before, rest));
        long started = nanos.getAsLong();
        switch (store.commit(network, unit)) {
            case CommitOutcome.Landed landed -> {
                Duration took = Duration.ofNanos(nanos.getAsLong() - started);
                landed(landed, replacement, rest, took);
            }
            case CommitOutcome.Stale(String finding) -> throw new SyncException(Reason.COMMIT_UNCERTAIN, finding);
            case CommitOutcome.Fenced(long epoch) -> throw WriterSeat.fenced(epoch);
            case CommitOutcome.WentBack(String finding) -> throw new DatabaseWentBack(finding);
        }
    }

    private OptionalLong deleteFrom(@Nullable Replacement replacement) {
        if (replacement != null) {
            return OptionalLong.of(replacement.cutFrom());
        }
        if (!staleTail) {
            return OptionalLong.empty();
        }
        Cursor watermark = expected.watermark();
        return OptionalLong.of(watermark == null ? 0 : watermark.number() + 1);
    }

    private ReorgRecord audit(Replacement replacement, @Nullable Cursor before, @Nullable OpenSplit rest) {
        if (before == null) {
            throw new IllegalStateException("a reorg of nothing");
        }
        return new ReorgRecord(
                replacement.forkBlock(),
                before.number(),
                before.hash(),
                rest == null ? closed.getLast().range().hash() : null,
                before.number() - replacement.forkBlock() + 1,
                replacement.kind());
    }

    private List<Change> changes(@Nullable Replacement replacement, @Nullable Cursor before, @Nullable OpenSplit rest) {
        List<Change> changes = new ArrayList<>();
        if (replacement != null && before != null) {
            changes.add(new Change(Change.Kind.REORG, replacement.cutFrom(), before.number(), before.hash()));
        }
        for (JournalEntry entry : closed) {
            BlockRange range = entry.range();
            changes.add(new Change(Change.Kind.APPEND, range.start(), range.end(), range.hash()));
        }
        if (rest != null) {
            long start = rest.range().start();
            changes.add(new Change(Change.Kind.PARTIAL, start, Math.max(start, rest.storedThrough()), null));
        }
        return changes;
    }

    private void landed(
            CommitOutcome.Landed landed, @Nullable Replacement replacement, @Nullable OpenSplit rest, Duration took) {
        Cursor before = expected.watermark();
        long rows = group.stream().mapToLong(PendingRows::rows).sum();
        BlockRange last = rest == null ? closed.getLast().range() : opened().range;
        BlockRange first = closed.isEmpty() ? last : closed.getFirst().range();
        expected = landed.next();
        commits++;
        staleTail = false;
        if (replacement != null) {
            journal = journal.cutFrom(replacement.cutFrom());
            for (JournalEntry entry : closed) {
                journal = journal.append(entry);
            }
        }
        listener.committed(
                table,
                new CommitSummary(
                        new BlockRange(
                                network,
                                Math.min(first.start(), last.start()),
                                last.end(),
                                last.hash(),
                                first.prevHash(),
                                last.endTime()),
                        rest == null,
                        rows,
                        groupBytes,
                        took));
        if (replacement != null && before != null) {
            listener.reorganized(
                    table,
                    new ReorgSummary(
                            network, replacement.forkBlock(), before, last.cursor(), landed.rowsRemoved(), rows));
        }
        clearGroup();
    }

    private void clearGroup() {
        group.forEach(PendingRows::close);
        group.clear();
        closed.clear();
        groupBytes = 0;
        groupMemory = 0;
    }

    @Override
    public void close() {
        clearGroup();
        if (open != null) {
            open.close();
            open = null;
        }
    }
}
