package io.ampsync.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Which dataset, and at which version. */
public record DatasetSpec(
        @JsonPropertyDescription("Namespace of the dataset; _ on servers that have none. Cannot change.")
        @Default("_")
        @Size(min = 1, max = 63)
        @Pattern("^[a-z0-9_]+$")
        String namespace,

        @Required
        @JsonPropertyDescription("Name of the dataset. Cannot change.")
        @Size(min = 1, max = 63)
        @Pattern("^[a-z_][a-z0-9_]*$")
        String name,

        @JsonPropertyDescription(
                "A version like 1.4.0 or a manifest hash (64 hex digits) to stay at, or latest or dev" + " to follow.")
        @Default("latest")
        @Size(min = 1, max = 128)
        @Pattern(VERSION)
        String version) {
    private static final String VERSION = "^(latest|dev|[0-9a-f]{64}|(0|[1-9][0-9]{0,17})[.](0|[1-9][0-9]{0,17})[.]"
            + "(0|[1-9][0-9]{0,17})(-[0-9A-Za-z-]+([.][0-9A-Za-z-]+)*)?([+][0-9A-Za-z.-]+)?)$";

    /** {@code namespace/name}. */
    @JsonIgnore
    public String path() {
        return namespace + "/" + name;
    }

    /** True if what it means can change while the sync runs. */
    @JsonIgnore
    public boolean floating() {
        return version.equals("latest") || version.equals("dev");
    }
}
