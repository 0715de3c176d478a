package io.ampsync.runtime.config;

/**
 * What becomes of rows: of values for which PostgreSQL has no type or no room, and what identifies them.
 */
public record ValueSettings(UInt64As uint64, NulPolicy nul, Extremes extremes, RowId rowId) {
    /** What a UInt64 column becomes. */
    public enum UInt64As {
        /** {@code NUMERIC(20,0)}, which holds every value. */
        NUMERIC,
        /** {@code BIGINT}; values from 2^63 on are refused. */
        BIGINT
    }

    /** What happens to U+0000 in text, which PostgreSQL cannot store. */
    public enum NulPolicy {
        /** U+FFFD takes its place. */
        REPLACE,
        STRIP,
        FAIL
    }

    /** What the smallest and the largest 64-bit timestamp mean. */
    public enum Extremes {
        /** A time like any other: refused unless PostgreSQL can hold it. */
        REFUSED,
        /** {@code -infinity} and {@code infinity}. */
        INFINITY
    }
}
