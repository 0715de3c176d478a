package io.ampsync.runtime.postgres;

import io.ampsync.runtime.flight.BlockHash;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A line of the feed that tells readers what a commit did.
 *
 * @param start first block concerned
 * @param end last block concerned
 * @param hash of {@code end}, null where it is not known yet
 */
public record Change(
        Kind kind, long start, long end, @Nullable BlockHash hash) {
    /** What happened to the blocks. */
    public enum Kind {
        /** Rows of closed microbatches were added. */
        APPEND,
        /** Rows from {@code start} on were removed; what replaces them follows. */
        REORG,
        /** Rows of a microbatch that is still open were added. */
        PARTIAL,
        /** The table is filled from something else now. */
        VERSION;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
