package io.ampsync.simulator.stream;

import io.ampsync.simulator.chain.Hash;

/** The last block that a client has, of one network. */
public record Cursor(long number, Hash hash) {}
