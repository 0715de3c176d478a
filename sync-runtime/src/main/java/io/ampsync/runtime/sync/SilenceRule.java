package io.ampsync.runtime.sync;

import io.ampsync.runtime.flight.Cursor;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a long silence means. Silence is legal: after a reorg to the same or a lower height, and for a cursor above its
 * head, a server says nothing at all. So ask for the head after a quiet time, and doubt the stream only if there is
 * something it should have said. Pure; one per connection.
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

    private final Duration first;
    private Duration patience;
    private long quietSince;

    SilenceRule(Duration first, long now) {
        this.first = first;
        this.patience = first;
        this.quietSince = now;
    }

    /** A message came. */
    void heard(long now) {
        quietSince = now;
        patience = first;
    }

    /** True if it is time to compare the head with the checkpoint. */
    boolean asks(long now) {
        return now - quietSince >= patience.toNanos();
    }

    /** Judges the head; the next question comes after twice the time. */
    Verdict judge(OptionalLong head, @Nullable Cursor checkpoint, long now) {
        quietSince = now;
        patience = patience.multipliedBy(2);
        if (head.isEmpty() || checkpoint == null) {
            return Verdict.WAIT;
        }
        if (head.getAsLong() > checkpoint.number()) {
            return Verdict.RECONNECT;
        }
        return head.getAsLong() < checkpoint.number() ? Verdict.SOURCE_BEHIND : Verdict.WAIT;
    }
}
