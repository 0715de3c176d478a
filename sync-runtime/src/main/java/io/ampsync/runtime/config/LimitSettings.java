package io.ampsync.runtime.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of the engine.
 *
 * @param concurrentBatches batches encoded and sent at the same time, over all tables
 * @param memoryBytes of the whole process, empty if not set
 * @param tableBufferBytes encoded bytes held per table before a transaction opens, at most
 * @param spoolDirectory where a replacement waits that is larger than that; null for the JVM's
 * @param retentionBlocks deepest reorg to expect
 * @param databaseOutage time without a database until the sync counts as not ready
 * @param databaseOperation time to wait for a lock in the database before trying anew
 * @param silence quiet time after which the source is asked for its head
 */
public record LimitSettings(
        int concurrentBatches,
        OptionalLong memoryBytes,
        long tableBufferBytes,
        @Nullable Path spoolDirectory,
        long retentionBlocks,
        Duration databaseOutage,
        Duration databaseOperation,
        Duration silence) {}
