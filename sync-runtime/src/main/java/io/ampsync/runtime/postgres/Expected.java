package io.ampsync.runtime.postgres;

import io.ampsync.runtime.flight.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * The checkpoint that a decision was made on.
 *
 * @param seq number of commits that the table has seen
 * @param watermark end of the journal, null before the first closed microbatch
 */
public record Expected(long seq, @Nullable Cursor watermark) {}
