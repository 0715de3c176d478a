package io.ampsync.runtime.sync;

import io.ampsync.runtime.flight.Cursor;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Whether a connected table still stores history or has arrived at the head. Pure. */
final class Progress {
    /** A table that had arrived and is this close still counts as streaming. */
    private static final long NEAR_BLOCKS = 1_000;

    /** A source that sends nothing for so long sends no history. */
    private static final Duration SETTLED = Duration.ofSeconds(20);

    private Progress() {}

    /**
     * The state of a table.
     *
     * @param before the state so far
     * @param stored last block that is complete; null if there is none
     * @param head as last observed; empty if it is not known
     * @param quiet since the last message
     */
    static TableState of(TableState before, @Nullable Cursor stored, OptionalLong head, Duration quiet) {
        if (stored == null) {
            return TableState.BACKFILLING;
        }
        boolean settled = quiet.compareTo(SETTLED) >= 0;
        if (head.isEmpty()) {
            return settled || before == TableState.STREAMING ? TableState.STREAMING : TableState.BACKFILLING;
        }
        long lag = head.getAsLong() - stored.number();
        boolean near = lag <= NEAR_BLOCKS && (settled || before == TableState.STREAMING);
        return lag <= 0 || near ? TableState.STREAMING : TableState.BACKFILLING;
    }
}
