package io.ampsync.simulator.chain;

import java.util.Optional;
import java.util.OptionalLong;

/** An immutable moment of one canonical chain, and the orphans that are still remembered. */
public interface Blocks {
    /** Lowest number with a block, when anything is synced. */
    OptionalLong first();

    /** Highest number with a block; empty when nothing is synced. */
    OptionalLong head();

    /** The canonical block; empty beyond {@link #head()} and for numbers that the chain skips. */
    Optional<Block> block(long number);

    /** A known block that is not canonical; empty when it was never seen or is forgotten. */
    Optional<Block> orphan(long number, Hash hash);
}
