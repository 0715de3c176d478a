package io.ampsync.simulator.table;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.Mix;
import java.nio.ByteBuffer;

/** What the tables of one block agree on. */
final class Rows {
    static final int WORD = 32;
    static final int ADDRESS = 20;
    private static final long NANOS = 1_000_000_000L;
    private static final int EMPTY_EVERY = 8;

    private Rows() {}

    /** Bits that identify the block, fork included. */
    static long state(Block block) {
        return ByteBuffer.wrap(block.hash().bytes()).getLong();
    }

    static long nanos(Block block) {
        return block.timestampSeconds() * NANOS;
    }

    /** Genesis and some others have nothing in them. */
    static boolean isEmpty(Block block) {
        return block.number() % EMPTY_EVERY == 0;
    }

    /** State behind the hash of a block's {@code index}-th transaction. */
    static long transaction(long blockState, int index) {
        return Mix.mix(blockState, index);
    }
}
