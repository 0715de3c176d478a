package io.ampsync.runtime.sync;

import io.ampsync.runtime.flight.BlockRange;
import java.time.Duration;

/**
 * One committed transaction.
 *
 * @param range the blocks whose rows it made visible
 * @param closed true if the checkpoint is now at the end of {@code range}, false for a chunk of a split microbatch
 * @param rows rows written
 * @param bytes COPY bytes sent
 * @param took from the first round trip to the acknowledged commit
 */
public record CommitSummary(BlockRange range, boolean closed, long rows, long bytes, Duration took) {}
