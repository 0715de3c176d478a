package io.ampsync.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;

/** Values that PostgreSQL has no equal for. */
public record ValuesSpec(
        @JsonPropertyDescription("Type of UInt64 columns. BigInt refuses values from 2^63 on.") @Default("Numeric")
        UInt64 uint64,

        @JsonPropertyDescription("U+0000 in text, which PostgreSQL cannot store: replaced by U+FFFD, left out, or a"
                + " failure of the table.")
        @Default("Replace")
        Nul nul,

        @JsonPropertyDescription("The smallest and largest 64-bit timestamp: refused, or stored as infinity.")
        @Default("Refuse")
        ExtremeTimes extremeTimes) {

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

    /** What becomes of the ends of time. */
    public enum ExtremeTimes {
        @JsonProperty("Refuse")
        REFUSE,
        @JsonProperty("Infinity")
        INFINITY
    }
}
