package io.ampsync.runtime.stream;

import io.ampsync.runtime.flight.BlockRange;

/** A stored range of blocks: one or more closed microbatches, with the number and digest of their rows. */
public record JournalEntry(BlockRange range, long rows, RowDigest digest) {}
