package io.ampsync.runtime.stream;

import io.ampsync.api.Reason;

/** What to do with a microbatch. Anything but {@link Forward} first commits the group of forward microbatches. */
public sealed interface Decision {
    /** It follows the checkpoint: store its rows, append its entry. */
    record Forward() implements Decision {}

    /** Its blocks are stored already, on the same chain: count its rows, store nothing. */
    record Redelivery() implements Decision {}

    /**
     * The chain changed. In one transaction: delete rows and entries from {@code cutFrom} on, record the reorg, store
     * this microbatch, make its end the checkpoint.
     *
     * @param cutFrom right behind a boundary, or the journal's first block; at or below the microbatch's start
     */
    record Replace(long cutFrom, ReorgKind kind) implements Decision {}

    /**
     * Nothing of it can be used: close the connection and ask again, {@link ReorgRules#open} says how. Without backoff,
     * since a sequence of these is short.
     */
    record Reconnect(Memory memory, String why) implements Decision {}

    /** The table stops with this reason; nothing stored was touched. */
    record Refuse(Reason reason, String message) implements Decision {}
}
