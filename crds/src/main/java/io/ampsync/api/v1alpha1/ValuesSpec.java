package io.ampsync.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** What becomes of rows: of values that PostgreSQL has no equal for, and what identifies them. */
public record ValuesSpec(
        @JsonPropertyDescription("Type of UInt64 columns. BigInt refuses values from 2^63 on.") @Default("Numeric")
        UInt64 uint64,

        @JsonPropertyDescription("U+0000 in text, which PostgreSQL cannot store: replaced by U+FFFD, left out, or a"
                + " failure of the table.")
        @Default("Replace")
        Nul nul,

        @JsonPropertyDescription("The smallest and largest 64-bit timestamp: refused, or stored as infinity.")
        @Default("Refuse")
        ExtremeTimes extremeTimes,

        @JsonPropertyDescription(
                "What _id is made of: the block number and 8 bytes of the row's hash, so that its index"
                        + " grows at one end, or the 16-byte hash alone. A table that has rows keeps what it has.")
        @Default("BlockOrdered")
        RowId rowId) {

    /** A type. */
    public enum UInt64 {
        @JsonProperty("Numeric")
        NUMERIC,
        @JsonProperty("BigInt")
        BIGINT
    }

    /** What becomes of U+0000. */
    public enum Nul {
        @JsonProperty("Replace")
        REPLACE,
        @JsonProperty("Strip")
        STRIP,
        @JsonProperty("Fail")
        FAIL
    }

    /** What identifies a row. */
    public enum RowId {
        @JsonProperty("BlockOrdered")
        BLOCK_ORDERED,
        @JsonProperty("Xxh3")
        XXH3
    }

    /** What becomes of the ends of time. */
    public enum ExtremeTimes {
        @JsonProperty("Refuse")
        REFUSE,
        @JsonProperty("Infinity")
        INFINITY
    }
}
