package io.ampsync.runtime.stream;

/** A decision, and the connection's state with which to go on: complete the microbatch, or ask for its memory. */
public record Step(Decision decision, Connection next) {}
