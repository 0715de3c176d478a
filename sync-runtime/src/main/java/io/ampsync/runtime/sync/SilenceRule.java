package io.ampsync.runtime.sync;

import io.ampsync.runtime.flight.Cursor;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a long silence means. Silence is legal: after a reorg to the same or a lower height, and for a cursor above its
 * head, a server says nothing at all. So ask for the head after a quiet time, and doubt the stream only if there is
 * something it should have said. Pure; one per table, since a source that needs long for its next microbatch must not
 * be asked for it from the beginning again and again.
 */
final class SilenceRule {
    enum Verdict {
        /** Nothing to worry about. */
        WAIT,
        /** The source has newer blocks and does not send them. */
        RECONNECT,
        /** The source's head is below what is stored. */
        SOURCE_BEHIND
    }

    private static final int PATIENCE_AT_MOST = 16;

    private final Duration first;
    private Duration patience;
    private long quietSince;

    SilenceRule(Duration first) {
        this.first = first;
        this.patience = first;
    }

    /** A connection was opened, or a message came. */
    void heard(long now) {
        quietSince = now;
    }

    /** A microbatch is complete: the source keeps up. */
    void ended() {
        patience = first;
    }

    /** Since the last message, or the last judgement. */
    Duration quiet(long now) {
        return Duration.ofNanos(now - quietSince);
    }

    /** True if it is time to compare the head with the checkpoint. */
    boolean asks(long now) {
        return now - quietSince >= patience.toNanos();
    }

    /**
     * Judges the head; the next question comes after twice the time.
     *
     * @param head of the table itself, empty if it is not known
     * @param checkpoint null if nothing is stored
     */
    Verdict judge(OptionalLong head, @Nullable Cursor checkpoint, long now) {
        quietSince = now;
        patience = Duration.ofNanos(Math.min(
                patience.multipliedBy(2).toNanos(),
                first.multipliedBy(PATIENCE_AT_MOST).toNanos()));
        if (head.isEmpty()) {
            return Verdict.WAIT;
        }
        if (checkpoint == null || head.getAsLong() > checkpoint.number()) {
            return Verdict.RECONNECT;
        }
        return head.getAsLong() < checkpoint.number() ? Verdict.SOURCE_BEHIND : Verdict.WAIT;
    }
}
