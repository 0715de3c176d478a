package io.ampsync.runtime.sync;

import io.ampsync.runtime.encode.SegmentPool;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where rows wait for their commit.
 *
 * @param segments memory of all tables
 * @param spool directory for a replacement beyond the memory; null for the JVM's {@code java.io.tmpdir}
 */
public record Buffers(
        BatchLimits limits, SegmentPool segments, @Nullable Path spool) {}
