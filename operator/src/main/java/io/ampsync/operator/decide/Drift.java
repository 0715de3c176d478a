package io.ampsync.operator.decide;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.operator.render.Canonical;
import io.ampsync.operator.render.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Whether an object is as it was rendered. Only what was rendered counts: other fields, and other entries of lists that
 * the API server merges by key, belong to others.
 */
final class Drift {
    private static final Map<String, String> MERGE_KEYS = Map.of(
            "containers", "name",
            "env", "name",
            "volumes", "name",
            "imagePullSecrets", "name",
            "volumeMounts", "mountPath",
            "ownerReferences", "uid");

    private Drift() {}

    static boolean matches(HasMetadata rendered, HasMetadata live) {
        return sameRendering(rendered, live) && covers("", Canonical.tree(rendered), Canonical.tree(live));
    }

    /** False if the live object was applied from another rendering, which may have had fields that must go. */
    static boolean sameRendering(HasMetadata rendered, HasMetadata live) {
        String hash = rendered.getMetadata().getAnnotations().get(Names.RENDERED);
        return hash != null && hash.equals(live.getMetadata().getAnnotations().get(Names.RENDERED));
    }

    private static boolean covers(String field, JsonNode rendered, @Nullable JsonNode live) {
        if (live == null) {
            return rendered.isContainerNode() && rendered.isEmpty();
        }
        if (rendered.isObject()) {
            return live.isObject()
                    && rendered.properties().stream()
                            .allMatch(member -> covers(
                                    field.equals("requests") || field.equals("limits") ? "quantity" : member.getKey(),
                                    member.getValue(),
                                    live.get(member.getKey())));
        }
        if (rendered.isArray()) {
            String key = MERGE_KEYS.get(field);
            return live.isArray() && (key == null ? samePlaces(rendered, live) : sameKeys(key, rendered, live));
        }
        return rendered.asText().equals(live.asText())
                || (field.equals("quantity") && sameAmount(rendered.asText(), live.asText()));
    }

    private static boolean samePlaces(JsonNode rendered, JsonNode live) {
        if (rendered.size() != live.size()) {
            return false;
        }
        for (int i = 0; i < rendered.size(); i++) {
            if (!covers("", rendered.get(i), live.get(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean sameKeys(String key, JsonNode rendered, JsonNode live) {
        return StreamSupport.stream(rendered.spliterator(), false)
                .allMatch(item -> entry(key, item, live)
                        .filter(found -> covers("", item, found))
                        .isPresent());
    }

    private static Optional<JsonNode> entry(String key, JsonNode item, JsonNode live) {
        return StreamSupport.stream(live.spliterator(), false)
                .filter(candidate -> candidate.path(key).equals(item.path(key)))
                .findFirst();
    }

    private static boolean sameAmount(String rendered, String live) {
        try {
            return Quantity.getAmountInBytes(Quantity.parse(rendered))
                            .compareTo(Quantity.getAmountInBytes(Quantity.parse(live)))
                    == 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
