package io.ampsync.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Fills what is absent with the defaults of a schema, outer values first, as the API server does. */
final class Defaults {
    private Defaults() {}

    static void fill(JsonNode value, JsonNode schema) {
        if (value instanceof ObjectNode object) {
            schema.path("properties").properties().forEach(property -> {
                String name = property.getKey();
                JsonNode member = property.getValue();
                boolean unsaid = !object.has(name) || (object.get(name).isNull() && !nullable(member));
                if (unsaid && member.has("default")) {
                    object.set(name, member.get("default").deepCopy());
                }
                fill(object.path(name), member);
            });
        }
        if (value.isArray()) {
            value.forEach(item -> fill(item, schema.path("items")));
        }
    }

    private static boolean nullable(JsonNode schema) {
        return schema.path("nullable").asBoolean();
    }
}
