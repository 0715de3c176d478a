package io.ampsync.runtime.sync;

import io.ampsync.runtime.stream.Memory;

/** Why a connection ended without a failure. */
sealed interface SessionEnd {
    /** The sync was asked to stop. */
    record Stopped() implements SessionEnd {}

    /** The server ended the stream; ask again. */
    record Ended() implements SessionEnd {}

    /** The source has nothing for the table yet. */
    record NothingYet() implements SessionEnd {}

    /** The rules want another cursor. */
    record Rewound(Memory memory, String why) implements SessionEnd {}

    /** The source has newer blocks and does not send them. */
    record Silent(long head) implements SessionEnd {}
}
