package io.ampsync.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** One key of a Secret in the namespace of the AmpSync. */
public record SecretKeyRef(
        @Required @JsonPropertyDescription("Name of the Secret.") @Size(min = 1, max = 253) @Pattern(SECRET_NAME)
        String name,

        @Required @JsonPropertyDescription("Key in the Secret.") @Size(min = 1, max = 253) @Pattern(SECRET_KEY)
        String key) {
    static final String SECRET_NAME = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";
    static final String SECRET_KEY = "^[-._a-zA-Z0-9]+$";
}
