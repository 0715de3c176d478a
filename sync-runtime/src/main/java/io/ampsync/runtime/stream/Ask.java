package io.ampsync.runtime.stream;

import io.ampsync.runtime.flight.BlockHash;

/** What the next connection asks the server for. */
sealed interface Ask {
    /** What follows the checkpoint. */
    record Onward() implements Ask {}

    /** What follows the newest boundary below {@code block}; {@code kind} is what a replacement will be called. */
    record Below(long block, ReorgKind kind) implements Ask {}

    /**
     * Whether cursors are honoured at all: sends {@code number} with a hash that no block has. A server that reads the
     * cursor begins at that number, one that ignores it at the first block (amp-protocol 6.3).
     */
    record Probe(long number, Ask then) implements Ask {}

    /**
     * The table from its first block, without a cursor.
     *
     * @param prevHash what the answer should give as the hash before the first block; zero for none
     * @param answered whether {@code prevHash} comes from an answer rather than from the journal
     */
    record FirstBlock(BlockHash prevHash, boolean answered) implements Ask {}
}
