package io.ampsync.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Whether this process may write.
 *
 * @param epoch number of its claim
 * @param holder nonce of its claim
 */
public record WriterReport(
        @Nullable State state,
        @Nullable Long epoch,
        @Nullable String holder) {
    /** What became of the claim. */
    public enum State {
        @JsonProperty("Held")
        HELD,
        @JsonProperty("Waiting")
        WAITING,
        @JsonProperty("ClaimedByOther")
        CLAIMED_BY_OTHER,
        @JsonProperty("Fenced")
        FENCED,
        @JsonProperty("Unknown")
        UNKNOWN
    }
}
