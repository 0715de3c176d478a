package io.ampsync.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What of the pod can be told. Members of type {@link JsonNode} have the shape of the pod's member of the same name, which
 * the definition does not repeat: a mistake in them shows when the pod is made.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TemplateSpec(
        @JsonPropertyDescription("Labels and annotations to add.") @Nullable
        MetadataSpec metadata,

        @JsonPropertyDescription("Image of the runtime. Absent: the operator's default.")
        @Size(min = 1, max = 512)
        @Nullable
        String image,

        @JsonPropertyDescription("When to pull the image.") @Default("IfNotPresent")
        PullPolicy imagePullPolicy,

        @JsonPropertyDescription("Secrets for pulling the image.") @Size(max = 16) @Nullable
        List<PullSecret> imagePullSecrets,

        @JsonPropertyDescription(
                "ServiceAccount of the pod. Absent: one made by the operator. Its token is not mounted.")
        @Size(min = 1, max = 253)
        @Nullable
        String serviceAccountName,

        @JsonPropertyDescription("Requests and limits of the container, as in a pod.") @Nullable
        ResourcesSpec resources,

        @JsonPropertyDescription("Environment variables to add, as in a pod; variables of the sync itself are refused.")
        @Size(max = 64)
        @Nullable
        List<JsonNode> env,

        @JsonPropertyDescription("Volumes to add, as in a pod.") @Size(max = 32) @Nullable
        List<JsonNode> volumes,

        @JsonPropertyDescription("Mounts of those volumes, as in a container.") @Size(max = 32) @Nullable
        List<JsonNode> volumeMounts,

        @JsonPropertyDescription("Labels of the nodes that will do.") @Nullable
        Map<String, String> nodeSelector,

        @JsonPropertyDescription("Affinity, as in a pod.") @Nullable
        JsonNode affinity,

        @JsonPropertyDescription("Tolerations to add, as in a pod.") @Size(max = 32) @Nullable
        List<JsonNode> tolerations,

        @JsonPropertyDescription("Topology spread constraints, as in a pod.") @Size(max = 16) @Nullable
        List<JsonNode> topologySpreadConstraints,

        @JsonPropertyDescription("PriorityClass of the pod.") @Size(min = 1, max = 253) @Nullable
        String priorityClassName,

        @JsonPropertyDescription("Seconds that the pod has to stop.") @Default("60") @Min(10) @Max(3600)
        int terminationGracePeriodSeconds,

        @JsonPropertyDescription("Security context of the pod, merged over a restricted one.") @Nullable
        JsonNode podSecurityContext,

        @JsonPropertyDescription("Security context of the container, merged over a restricted one.") @Nullable
        JsonNode securityContext) {

    /** When to pull. */
    public enum PullPolicy {
        @JsonProperty("Always")
        ALWAYS("Always"),
        @JsonProperty("IfNotPresent")
        IF_NOT_PRESENT("IfNotPresent"),
        @JsonProperty("Never")
        NEVER("Never");

        private final String label;

        PullPolicy(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** Additional metadata of the pod. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record MetadataSpec(
            @JsonPropertyDescription("Labels to add.") @Nullable
            Map<String, String> labels,

            @JsonPropertyDescription("Annotations to add.") @Nullable
            Map<String, String> annotations) {}

    /** A Secret by name. */
    public record PullSecret(
            @Required
            @JsonPropertyDescription("Name of the Secret.")
            @Size(min = 1, max = 253)
            @Pattern(SecretKeyRef.SECRET_NAME)
            String name) {}

    /** Quantities by resource; a quantity is a number or a string. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ResourcesSpec(
            @JsonPropertyDescription("What the container gets at least.") @Nullable
            Map<String, JsonNode> requests,

            @JsonPropertyDescription("What the container gets at most.") @Nullable
            Map<String, JsonNode> limits) {}
}
