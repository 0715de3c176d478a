package io.ampsync.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One {@code --set path=value}, which goes over what a file says.
 *
 * @param path {@code spec.tables[0].name}
 * @param value text, or YAML where the member is no text
 */
public record Assignment(String path, String value) {
    private static final Pattern STEP = Pattern.compile("([A-Za-z][A-Za-z0-9_-]*)((?:\\[[0-9]{1,3}\\])*)");
    private static final Pattern INDEX = Pattern.compile("\\[([0-9]+)\\]");

    /**
     * Reads {@code path=value}.
     *
     * @throws IllegalArgumentException it is none
     */
    public static Assignment parse(String text) {
        int equals = text.indexOf('=');
        if (equals <= 0 || !text.startsWith("spec.")) {
            throw new IllegalArgumentException(
                    "'" + (equals < 0 ? text : text.substring(0, equals)) + "' is not spec.path=value");
        }
        Assignment assignment = new Assignment(text.substring(0, equals), text.substring(equals + 1));
        assignment.steps();
        return assignment;
    }

    /** Names are text, indexes numbers. */
    private List<Object> steps() {
        List<Object> steps = new ArrayList<>();
        for (String part : path.split("\\.", -1)) {
            Matcher step = STEP.matcher(part);
            if (!step.matches()) {
                throw new IllegalArgumentException("'" + path + "' is not a path like spec.tables[0].name");
            }
            steps.add(step.group(1));
            INDEX.matcher(step.group(2)).results().forEach(index -> steps.add(Integer.valueOf(index.group(1))));
        }
        return steps;
    }

    /** @throws IllegalArgumentException the path does not fit what is there, or the value is no YAML */
    void apply(ObjectNode resource, JsonNode schema) {
        List<Object> steps = steps();
        JsonNode place = resource;
        JsonNode shape = schema;
        for (int i = 0; i < steps.size(); i++) {
            Object step = steps.get(i);
            shape = step instanceof String name ? shape.path("properties").path(name) : shape.path("items");
            boolean last = i == steps.size() - 1;
            JsonNode next = last ? parsed(shape) : container(place, step, steps.get(i + 1));
            put(place, step, next);
            place = next;
        }
    }

    private JsonNode parsed(JsonNode shape) {
        if (shape.path("type").asText().equals("string")) {
            return TextNode.valueOf(value);
        }
        try {
            List<JsonNode> values = Yaml.documents(value);
            return values.isEmpty() ? TextNode.valueOf(value) : values.getFirst();
        } catch (IOException e) {
            throw new IllegalArgumentException("the value of " + path + " is not YAML", e);
        }
    }

    private static JsonNode container(JsonNode place, Object step, Object following) {
        JsonNode there = step instanceof String name ? place.path(name) : place.path((Integer) step);
        if (there.isContainerNode()) {
            return there;
        }
        return following instanceof String ? Yaml.object() : Yaml.array();
    }

    private void put(JsonNode place, Object step, JsonNode value) {
        switch (place) {
            case ObjectNode object when step instanceof String name -> object.set(name, value);
            case ArrayNode array when step instanceof Integer index && index < array.size() -> array.set(index, value);
            case ArrayNode array when step instanceof Integer index && index == array.size() -> array.add(value);
            default -> throw new IllegalArgumentException("there is no " + path + " to set");
        }
    }
}
