package io.ampsync.runtime.flight;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The newest block that a source has synced for a table.
 *
 * @param hash null where the source does not say it
 * @param time the block's own time; null where the source does not say it
 */
public record Head(
        long number, @Nullable BlockHash hash, @Nullable Instant time) {}
