package io.ampsync.runtime.config;

import java.time.Duration;

/**
 * Bounds of the engine.
 *
 * @param concurrentBatches batches encoded and sent at the same time, over all tables
 * @param tableBufferBytes encoded bytes held per table before a transaction opens
 * @param retentionBlocks deepest reorg to expect
 * @param databaseOutage time without a database until the sync counts as not ready
 * @param databaseOperation time to wait for a lock in the database before trying anew
 * @param silence quiet time after which the source is asked for its head
 */
public record LimitSettings(
        int concurrentBatches,
        long tableBufferBytes,
        long retentionBlocks,
        Duration databaseOutage,
        Duration databaseOperation,
        Duration silence) {}
