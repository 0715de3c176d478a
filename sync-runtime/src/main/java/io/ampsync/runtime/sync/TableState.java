package io.ampsync.runtime.sync;

import java.util.Locale;

/** What a table is doing. */
public enum TableState {
    /** Nothing is streaming yet: resolving, claiming, creating, or between two connections. */
    PENDING,
    /** Storing history, still far from the head. */
    BACKFILLING,
    /** At the head, or as close as the source is. */
    STREAMING,
    /** Asked to stand still. */
    PAUSED,
    /** Does not go on without time or a person; the reason was given to {@link SyncListener#failed}. */
    FAILED;

    /** PascalCase, as reports print it: {@code Streaming}. */
    public String label() {
        return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
    }
}
