package io.ampsync.simulator.stream;

import io.ampsync.simulator.chain.Hash;

/**
 * Blocks {@code start..end}, both inclusive, that are executed and sent as a unit.
 *
 * @param hash of block {@code end}
 * @param prevHash of the block before {@code start}
 * @param timestampSeconds of block {@code end}
 */
public record Microbatch(String network, long start, long end, Hash hash, Hash prevHash, long timestampSeconds) {
    /** The position behind this microbatch. */
    public Cursor cursor() {
        return new Cursor(end, hash);
    }
}
