package io.ampsync.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How to reach the Amp server. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "!has(self.tls) || self.flightEndpoint.startsWith('grpc+tls://')"
                + " || (has(self.adminEndpoint) && self.adminEndpoint.startsWith('https://'))",
        fieldPath = ".tls",
        message = "tls has no effect without TLS: write grpc+tls:// in flightEndpoint or https:// in adminEndpoint")
public record SourceSpec(
        @Required
        @JsonPropertyDescription("The Arrow Flight server: grpc://host:port, or grpc+tls://host:port.")
        @Size(min = 1, max = 512)
        @Pattern("^grpc([+]tls)?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\]):[0-9]{1,5}$")
        String flightEndpoint,

        @JsonPropertyDescription("The Admin API: http:// or https://, host, port and perhaps a path. Needed unless"
                + " tables and an exact version are named.")
        @Size(min = 1, max = 512)
        @Pattern("^https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+\\])(:[0-9]{1,5})?(/[^?#@]*)?$")
        @Nullable
        String adminEndpoint,

        @JsonPropertyDescription("Protocol of the server. Auto asks the Admin API.") @Default("Auto")
        Era era,

        @JsonPropertyDescription("Bearer token for both endpoints.") @Nullable
        SecretKeyRef authSecretRef,

        @JsonPropertyDescription("TLS settings of both endpoints.") @Nullable
        TlsSpec tls,

        @JsonPropertyDescription("Largest message to receive, in MiB.") @Default("32") @Min(1) @Max(512)
        int maxMessageMebibytes,

        @JsonPropertyDescription("Seconds between two HTTP/2 pings.") @Default("30") @Min(10) @Max(3600)
        int keepAliveSeconds,

        @JsonPropertyDescription("Seconds of silence after which the server is asked for its head.")
        @Default("60")
        @Min(1)
        @Max(3600)
        int silenceSeconds,

        @JsonPropertyDescription("Longest pause between two looks for a dataset that is not published yet, in seconds.")
        @Default("60")
        @Min(1)
        @Max(3600)
        int publicationPollSeconds) {

    /** How the server spells table references, headers and Admin paths. */
    public enum Era {
        @JsonProperty("Auto")
        AUTO,
        @JsonProperty("S1")
        S1,
        @JsonProperty("S2")
        S2,
        @JsonProperty("Head")
        HEAD
    }
}
