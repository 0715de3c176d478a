package io.ampsync.runtime.stream;

import io.ampsync.runtime.flight.BlockHash;
import org.jspecify.annotations.Nullable;

/** What the next connection asks the server for. */
sealed interface Ask {
    /** What follows the checkpoint. */
    record Onward() implements Ask {}

    /** What follows the newest boundary below {@code block}; {@code kind} is what a replacement will be called. */
    record Below(long block, ReorgKind kind) implements Ask {}

    /**
     * Which block the server has before {@code number}: sends that number with a hash that no block has. A server that
     * reads cursors begins there and names the parent, one that does not begins at the first block (amp-protocol 6.3).
     *
     * @param number right behind the first boundary
     * @param prevHash what the answer in doubt gave as the hash before the first block
     * @param then what to ask for if the answer in doubt came from an ignored cursor
     */
    record Probe(long number, @Nullable BlockHash prevHash, Ask then) implements Ask {}

    /**
     * The table from its first block, without a cursor.
     *
     * @param prevHash what the answer should give as the hash before the first block, unless one of the two gives none
     * @param answered whether {@code prevHash} comes from an answer rather than from the journal
     */
    record FirstBlock(@Nullable BlockHash prevHash, boolean answered) implements Ask {}
}
