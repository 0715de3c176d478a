package io.ampsync.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.time.Instant;

/** Something that holds, does not hold, or is not known; the shape of the Kubernetes API conventions. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
        @Required @JsonPropertyDescription("What it is about.") @Size(min = 1, max = 316)
        String type,

        @Required @JsonPropertyDescription("Whether it holds.")
        Truth status,

        @Required
        @JsonPropertyDescription("Why, one word.")
        @Size(min = 1, max = 1024)
        @Pattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")
        String reason,

        @Required @JsonPropertyDescription("Why, one sentence.") @Size(max = Condition.LONGEST_MESSAGE)
        String message,

        @Required @JsonPropertyDescription("When status last changed.")
        Instant lastTransitionTime,

        @JsonPropertyDescription("Generation of the spec that it is about.") @Min(0)
        long observedGeneration) {
    /** Characters. */
    public static final int LONGEST_MESSAGE = 1024;

    /** Whether something holds. */
    public enum Truth {
        @JsonProperty("True")
        TRUE("True"),
        @JsonProperty("False")
        FALSE("False"),
        @JsonProperty("Unknown")
        UNKNOWN("Unknown");

        private final String label;

        Truth(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }
}
