package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.api.WriterReport;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.Claim;
import io.ampsync.runtime.postgres.ClaimOutcome;
import io.ampsync.runtime.postgres.Standing;
import io.ampsync.runtime.postgres.WriterClaim;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The right to write, as all tables of the sync share it: taken once, refreshed while we run, taken again when the
 * database went back, never taken again when somebody else took it.
 */
public final class WriterSeat {
    private final WriterClaim writer;
    private final SyncListener listener;
    private @Nullable Claim claim;
    private long above;

    /** @param listener hears what becomes of the claim */
    public WriterSeat(WriterClaim writer, SyncListener listener) {
        this.writer = writer;
        this.listener = listener;
    }

    /**
     * The claim, taken now if nobody has it.
     *
     * @throws SyncException {@link Reason#WRITER_WAITING}, {@link Reason#CLAIMED_BY_OTHER}, or the database's failure
     */
    public synchronized Claim claim() {
        Claim held = claim;
        if (held != null) {
            return held;
        }
        return switch (writer.claim(above)) {
            case ClaimOutcome.Held(Claim taken) -> {
                claim = taken;
                listener.writerChanged(report(WriterReport.State.HELD, taken));
                yield taken;
            }
            case ClaimOutcome.Waiting(String other, Duration seenAgo) -> {
                listener.writerChanged(new WriterReport(WriterReport.State.WAITING, null, null));
                throw new SyncException(
                        Reason.WRITER_WAITING, "Instance " + other + " was seen " + seenAgo.toSeconds() + " s ago.");
            }
            case ClaimOutcome.ClaimedByOther(String other, Duration waited) -> {
                listener.writerChanged(new WriterReport(WriterReport.State.CLAIMED_BY_OTHER, null, null));
                throw new SyncException(
                        Reason.CLAIMED_BY_OTHER,
                        "Instance " + other + " is still writing after " + waited.toMinutes() + " minutes.");
            }
        };
    }

    /** The claim, if somebody has taken it. */
    synchronized Optional<Claim> held() {
        return Optional.ofNullable(claim);
    }

    /** The database does not know this claim any more: the next {@link #claim()} takes a higher one. */
    public synchronized void wentBack(Claim lost) {
        if (lost.equals(claim)) {
            above = Math.max(above, lost.epoch());
            claim = null;
            listener.writerChanged(new WriterReport(WriterReport.State.UNKNOWN, null, null));
        }
    }

    /** The epoch is another instance's. */
    public synchronized void lost() {
        Claim held = claim;
        if (held != null) {
            listener.writerChanged(report(WriterReport.State.FENCED, held));
        }
    }

    private static WriterReport report(WriterReport.State state, Claim claim) {
        return new WriterReport(state, claim.epoch(), claim.holder());
    }

    /** True if this claim is not the sync's any more because the sync itself has taken a newer one. */
    public synchronized boolean replaced(Claim used) {
        return claim != null && !used.equals(claim);
    }

    /**
     * Shows that we live.
     *
     * @return false if there is no claim, and nobody was asked
     * @throws SyncException {@link Reason#FENCED}, or the database's failure
     */
    public boolean refresh() {
        Claim held;
        synchronized (this) {
            held = claim;
        }
        if (held == null) {
            return false;
        }
        switch (writer.refresh(held)) {
            case Standing.Ours() -> {}
            case Standing.Fenced(long epoch) -> {
                if (!replaced(held)) {
                    throw fenced(epoch);
                }
            }
            case Standing.WentBack(String finding) -> wentBack(held);
        }
        return true;
    }

    /**
     * Asks the database whether it is there, with a claim or without.
     *
     * @throws SyncException the database's failure
     */
    void ask() {
        writer.ask();
    }

    /** Lets the next instance claim at once; best effort. */
    public synchronized void release() {
        if (claim != null) {
            writer.release(claim);
            claim = null;
        }
    }

    static SyncException fenced(long epoch) {
        return new SyncException(Reason.FENCED, "Epoch " + epoch + " has been claimed by another instance.");
    }
}
