package io.ampsync.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Whom to trust. */
public record TlsSpec(
        @Required @JsonPropertyDescription("PEM certificates to trust in place of the system's.")
        SecretKeyRef caSecretRef) {}
