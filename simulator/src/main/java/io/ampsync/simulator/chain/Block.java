package io.ampsync.simulator.chain;

/** A block as far as streaming cares. {@code parentHash} of genesis is {@link Hash#ZERO}; time in Unix seconds. */
public record Block(long number, Hash hash, Hash parentHash, long timestampSeconds) {}
