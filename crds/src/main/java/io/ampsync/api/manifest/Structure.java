package io.ampsync.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What a schema says about members: which there are, and that one without a value is not there. */
final class Structure {
    private static final String PRESERVE = "x-kubernetes-preserve-unknown-fields";

    private Structure() {}

    /** Where a member is that the schema does not know, and which one was probably meant. */
    static List<UnknownField> unknown(String path, JsonNode value, JsonNode schema) {
        List<UnknownField> unknown = new ArrayList<>();
        collectUnknown(path, value, schema, unknown);
        return unknown;
    }

    record UnknownField(String path, List<String> known) {}

    private static void collectUnknown(String path, JsonNode value, JsonNode schema, List<UnknownField> unknown) {
        if (value.isArray()) {
            for (int i = 0; i < value.size(); i++) {
                collectUnknown(path + "[" + i + "]", value.get(i), schema.path("items"), unknown);
            }
        }
        JsonNode members = schema.path("properties");
        JsonNode values = schema.path("additionalProperties");
        for (Map.Entry<String, JsonNode> member : value.properties()) {
            String place = path.isEmpty() ? member.getKey() : path + "." + member.getKey();
            if (members.has(member.getKey())) {
                collectUnknown(place, member.getValue(), members.get(member.getKey()), unknown);
            } else if (values.isObject()) {
                collectUnknown(place, member.getValue(), values, unknown);
            } else if (!schema.path(PRESERVE).asBoolean()
                    && schema.path("type").asText().equals("object")) {
                unknown.add(new UnknownField(place, names(members)));
            }
        }
    }

    private static List<String> names(JsonNode members) {
        TreeSet<String> names = new TreeSet<>();
        members.fieldNames().forEachRemaining(names::add);
        return List.copyOf(names);
    }

    /** Takes away what is null (no member of ours may be), as the API server does before it fills in defaults. */
    static void prune(JsonNode value, JsonNode schema) {
        if (schema.path(PRESERVE).asBoolean()) {
            return;
        }
        if (value instanceof ObjectNode object) {
            JsonNode members = schema.path("properties");
            object.removeIf(JsonNode::isNull);
            object.properties().forEach(member -> prune(member.getValue(), members.path(member.getKey())));
        }
        if (value.isArray()) {
            value.forEach(item -> prune(item, schema.path("items")));
        }
    }

    /** Fills what is absent with the defaults of a schema, outer values first. */
    static void fill(JsonNode value, JsonNode schema) {
        if (value instanceof ObjectNode object) {
            schema.path("properties").properties().forEach(property -> {
                JsonNode member = property.getValue();
                if (!object.has(property.getKey()) && member.has("default")) {
                    object.set(property.getKey(), member.get("default").deepCopy());
                }
                fill(object.path(property.getKey()), member);
            });
        }
        if (value.isArray()) {
            value.forEach(item -> fill(item, schema.path("items")));
        }
    }
}
