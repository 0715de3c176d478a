package io.ampsync.operator.render;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The free-form members of a template as the pod's own types. */
final class PodParts {
    private PodParts() {}

    static <T> T one(String field, JsonNode node, Class<T> type) throws TemplateRefused {
        try {
            return Canonical.read(node, type);
        } catch (JsonProcessingException e) {
            throw new TemplateRefused(
                    "spec.template." + field + " is not what a pod has there: " + e.getOriginalMessage());
        }
    }

    static <T> List<T> all(String field, @Nullable List<JsonNode> nodes, Class<T> type) throws TemplateRefused {
        List<T> parts = new ArrayList<>();
        if (nodes != null) {
            for (int i = 0; i < nodes.size(); i++) {
                parts.add(one(field + "[" + i + "]", nodes.get(i), type));
            }
        }
        return parts;
    }

    /** The members of {@code over} win; lists are replaced as a whole. */
    static JsonNode merged(Object base, @Nullable JsonNode over) {
        JsonNode tree = Canonical.tree(base);
        if (over != null && over.isObject() && tree instanceof ObjectNode into) {
            merge(into, over);
        }
        return tree;
    }

    private static void merge(ObjectNode into, JsonNode over) {
        over.properties().forEach(member -> {
            if (member.getValue().isObject() && into.get(member.getKey()) instanceof ObjectNode inner) {
                merge(inner, member.getValue());
            } else {
                into.set(member.getKey(), member.getValue());
            }
        });
    }
}
