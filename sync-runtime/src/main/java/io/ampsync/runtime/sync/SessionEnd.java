package io.ampsync.runtime.sync;

import io.ampsync.runtime.stream.Memory;

/** Why a connection ended without a failure. */
sealed interface SessionEnd {
    /** The sync was asked to stop. */
    record Stopped() implements SessionEnd {}

    /** The table was given another task. */
    record Reassigned() implements SessionEnd {}

    /** The server ended the stream; ask again. */
    record Ended() implements SessionEnd {}

    /** The source has nothing for the table yet. */
    record NothingYet() implements SessionEnd {}

    /**
     * The rules want another cursor.
     *
     * @param start where the microbatch began that showed it
     */
    record Rewound(Memory memory, long start, String why) implements SessionEnd {}

    /** The source has newer blocks and does not send them. */
    record Silent(long head) implements SessionEnd {}
}
