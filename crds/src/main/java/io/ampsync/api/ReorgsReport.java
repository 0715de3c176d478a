package io.ampsync.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** All reorgs that the tables of a sync went through; depths in blocks. */
public record ReorgsReport(
        @Nullable Long total,
        @Nullable Instant lastTime,
        @Nullable Long lastDepth,
        @Nullable Long maxDepth) {}
