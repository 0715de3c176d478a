package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
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
import org.jspecify.annotations.Nullable;

/**
 * What the database holds of one table, as its commits told: each is based on it, and moves it on when it has landed.
 * Only the journal is ahead, by what is closed and waits for its commit, because that is what the next message is
 * judged by. Used by the writer's thread.
 */
final class Ledger {
    /** Commits between two looks at the journal's length. */
    private static final int THIN_EVERY = 256;

    /** What begins so soon after a commit was there before it had landed. */
    private static final Duration MOMENT = Duration.ofMillis(5);

    private final String table;
    private final String network;
    private final TableStore store;
    private final SyncListener listener;
    private final LongSupplier nanos;

    private Expected expected;
    private Journal journal;
    /**
     * Rows above the watermark that an earlier connection left. Nobody knows whether the source still has them, so the
     * first commit deletes them with whatever it brings, and no sooner: readers would see the table shrink.
     */
    private @Nullable OpenSplit staleTail;

    private long commits;
    private long thinnedAt;
    private long landedAt;

    Ledger(String table, TableStore store, SyncListener listener, LongSupplier nanos, StoredState stored) {
        this.table = table;
        this.store = store;
        this.listener = listener;
        this.nanos = nanos;
        network = stored.network();
        expected = stored.checkpoint();
        journal = Journal.of(stored.journal());
        staleTail = stored.open();
    }

    String network() {
        return network;
    }

    /** What is stored, and what waits to be. */
    Journal journal() {
        return journal;
    }

    @Nullable
    Cursor checkpoint() {
        return expected.watermark();
    }

    /** How many transactions have landed. */
    long commits() {
        return commits;
    }

    /** True if what begins now has come in while a commit was on its way, as far as a clock can tell. */
    boolean hasJustCommitted(long now) {
        return commits > 0 && now - landedAt < MOMENT.toNanos();
    }

    /** A microbatch is closed; it will be in the next commit. */
    void append(JournalEntry entry) {
        journal = journal.append(entry);
    }

    /** The next commit: based on what is stored, and rid of the stale tail. */
    Units next(@Nullable Replacement replacement, @Nullable OpenSplit rest) {
        return new Units(expected, staleTail, replacement, rest);
    }

    /**
     * Takes note of how a transaction ended.
     *
     * @param replacement what it replaced, if it did
     * @throws SyncException it did not land: what the database holds is not what is said here
     */
    void ended(CommitLane.Ended ended, @Nullable Replacement replacement) {
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
            // What only follows is in the journal since it was closed.
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

    boolean isThinningDue() {
        return commits - thinnedAt >= THIN_EVERY;
    }

    /** Merges what is old in the journal. Nothing waits: what is merged must be stored. */
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
}
