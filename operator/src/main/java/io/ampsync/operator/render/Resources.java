package io.ampsync.operator.render;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.api.v1alpha1.TemplateSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Requests and limits; without any, what the image's heap and buffers need. No CPU limit: backfills use what is free. */
final class Resources {
    private static final Map<String, Quantity> REQUESTS =
            new TreeMap<>(Map.of("cpu", new Quantity("100m"), "memory", new Quantity("1Gi")));
    private static final Map<String, Quantity> LIMITS = Map.of("memory", new Quantity("1Gi"));

    private Resources() {}

    static ResourceRequirements of(TemplateSpec.@Nullable ResourcesSpec asked) throws TemplateRefused {
        return asked == null
                ? new ResourceRequirementsBuilder()
                        .withRequests(REQUESTS)
                        .withLimits(LIMITS)
                        .build()
                : new ResourceRequirementsBuilder()
                        .withRequests(quantities("requests", asked.requests()))
                        .withLimits(quantities("limits", asked.limits()))
                        .build();
    }

    private static Map<String, Quantity> quantities(String field, @Nullable Map<String, JsonNode> asked)
            throws TemplateRefused {
        Map<String, Quantity> quantities = new TreeMap<>();
        if (asked != null) {
            for (var entry : asked.entrySet()) {
                String text = entry.getValue().asText();
                try {
                    Quantity quantity = Quantity.parse(text);
                    Quantity.getAmountInBytes(quantity);
                    quantities.put(entry.getKey(), quantity);
                } catch (IllegalArgumentException e) {
                    throw new TemplateRefused("spec.template.resources." + field + "." + entry.getKey() + ": " + text
                            + " is no quantity like 500m or 1Gi.");
                }
            }
        }
        return quantities;
    }
}
