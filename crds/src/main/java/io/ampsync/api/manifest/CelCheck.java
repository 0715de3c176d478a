package io.ampsync.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rules of a schema, compiled once, at the places where they apply. */
final class CelCheck {
    private final List<Placed> rules = new ArrayList<>();

    /** @param place names of the members that lead to the value; rules inside lists are not supported, and not used */
    private record Placed(List<String> place, CelRule rule) {
        String path() {
            return String.join(".", place);
        }
    }

    CelCheck(JsonNode schema) {
        collect(schema, List.of());
    }

    private void collect(JsonNode schema, List<String> place) {
        for (JsonNode validation : schema.path("x-kubernetes-validations")) {
            rules.add(new Placed(place, CelRule.of(validation)));
        }
        if (!schema.path("items").findPath("x-kubernetes-validations").isMissingNode()) {
            throw new IllegalStateException("a rule inside the list " + place + " would not be checked");
        }
        schema.path("properties").properties().forEach(property -> {
            List<String> deeper = new ArrayList<>(place);
            deeper.add(property.getKey());
            collect(property.getValue(), List.copyOf(deeper));
        });
    }

    /** What each rule says when it does not hold, outer values first. */
    List<String> messages() {
        return rules.stream().map(placed -> placed.rule().message()).toList();
    }

    /** @param before the resource as it is stored, null if it is new */
    List<FieldError> check(JsonNode resource, @Nullable JsonNode before) {
        List<FieldError> errors = new ArrayList<>();
        for (Placed placed : rules) {
            JsonNode self = at(resource, placed.place());
            JsonNode old = before == null ? MissingNode.getInstance() : at(before, placed.place());
            CelRule rule = placed.rule();
            if (!self.isMissingNode() && !rule.holds(self, old.isMissingNode() ? null : old)) {
                String path = placed.path() + rule.fieldPath();
                errors.add(FieldError.invalid(
                        path.isEmpty() ? "<nil>" : path.startsWith(".") ? path.substring(1) : path,
                        "\"object\"",
                        rule.message()));
            }
        }
        return errors;
    }

    private static JsonNode at(JsonNode value, List<String> place) {
        JsonNode found = value;
        for (String name : place) {
            found = found.path(name);
        }
        return found;
    }
}
