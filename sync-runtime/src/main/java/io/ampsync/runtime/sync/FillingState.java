package io.ampsync.runtime.sync;

import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.postgres.TableSwap;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** How far a table is that is filled beside another one. Written by its own thread and the watching one, read by all. */
public final class FillingState implements SyncListener {
    /** So long nothing comes to the old table before anybody asks why. */
    private static final Duration STANDING = Duration.ofSeconds(5);

    private final TableTask task;
    private volatile OptionalLong filled = OptionalLong.empty();
    private volatile OptionalLong shown = OptionalLong.empty();
    private final AtomicLong rows = new AtomicLong();
    private volatile @Nullable String trouble;
    private OptionalLong stood = OptionalLong.empty();
    private long since;
    private boolean watched;

    FillingState(TableTask task) {
        this.task = task;
    }

    /** What it is filled from. */
    public Provenance provenance() {
        return task.provenance();
    }

    long rows() {
        return rows.get();
    }

    /** One sentence for people: how far it is, and what hinders. */
    public String text() {
        String goal = shown.isPresent() ? " of " + shown.getAsLong() : "";
        String place = filled.isPresent() ? "block " + filled.getAsLong() + goal : "nothing yet";
        String why = trouble;
        return task.source() + ": " + place + ", " + rows() + " rows in " + task.name()
                + (why == null ? "" : "; " + why);
    }

    void progress(TableSwap.Progress now) {
        filled = now.filled();
        shown = now.shown();
    }

    /** True if that is news. */
    boolean held(String why) {
        boolean news = !why.equals(trouble);
        trouble = why;
        return news;
    }

    /** True if nothing has come to the old table for a while. One thread. */
    boolean isStanding(TableSwap.Progress now, long nanos) {
        if (!watched || !stood.equals(now.shown())) {
            watched = true;
            stood = now.shown();
            since = nanos;
        }
        return nanos - since >= STANDING.toNanos();
    }

    @Override
    public void resumed(String table, String network, @Nullable Cursor checkpoint, long stored) {
        rows.set(stored);
    }

    @Override
    public void committed(String table, CommitSummary commit) {
        rows.addAndGet(commit.rows());
        trouble = null;
    }

    @Override
    public void reorganized(String table, ReorgSummary reorg) {
        rows.addAndGet(-reorg.rowsRemoved());
    }

    @Override
    public void failed(String table, SyncException failure) {
        trouble = failure.reason().label() + ": " + failure.getMessage();
    }
}
