package io.ampsync.runtime.sync;

import io.ampsync.runtime.encode.SegmentPool;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * Where rows wait for their commit, and how they leave.
 *
 * @param segments memory of all tables
 * @param streams transactions that may be open while their rows are still coming; each holds a connection
 * @param spool directory for a replacement beyond the memory; null for the JVM's {@code java.io.tmpdir}
 */
public record Buffers(
        BatchLimits limits,
        SegmentPool segments,
        CommitThreads threads,
        Semaphore streams,
        @Nullable Path spool) {}
