package io.ampsync.runtime.postgres;

import io.ampsync.runtime.flight.Cursor;
import org.jspecify.annotations.Nullable;

/** How a commit ended, as far as it ended without an exception. */
public sealed interface CommitOutcome {
    /**
     * It is in the database, all of it.
     *
     * @param seq of the checkpoint now
     * @param watermark of the checkpoint now
     * @param rowsRemoved rows deleted; 0 if an earlier call had landed it, which is found out later
     */
    record Landed(long seq, @Nullable Cursor watermark, long rowsRemoved) implements CommitOutcome {
        /** What the next commit expects. */
        public Expected next() {
            return new Expected(seq, watermark);
        }
    }

    /** The database holds something else than we decided on, and is right: drop the stream and load from it. */
    record Stale(String finding) implements CommitOutcome {}

    /** Another instance took over: stop. */
    record Fenced(long epoch) implements CommitOutcome {}

    /** The database is an older one: drop every stream, claim above our epoch, load from it. */
    record WentBack(String finding) implements CommitOutcome {}
}
