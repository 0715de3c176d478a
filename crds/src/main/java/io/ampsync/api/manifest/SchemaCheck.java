package io.ampsync.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Checks values against a structural schema, with the API server's messages. */
final class SchemaCheck {
    private final List<FieldError> errors = new ArrayList<>();
    private boolean blocking;

    private SchemaCheck() {}

    /**
     * What is wrong.
     *
     * @param blocking true if rules cannot be asked about such a value
     */
    record Result(List<FieldError> errors, boolean blocking) {}

    static Result check(String path, JsonNode value, JsonNode schema) {
        SchemaCheck check = new SchemaCheck();
        check.value(path, value, schema);
        return new Result(check.errors, check.blocking);
    }

    private void block(String path, String message) {
        errors.add(new FieldError(path, message));
        blocking = true;
    }

    private void body(String path, String value, String complaint) {
        errors.add(FieldError.invalid(path, value, path + " in body " + complaint));
    }

    private void value(String path, JsonNode value, JsonNode schema) {
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            if (!value.isTextual() && !value.isIntegralNumber()) {
                wrongType(path, value, "integer,string");
            }
            return;
        }
        String type = schema.path("type").asText();
        boolean fits = switch (type) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "boolean" -> value.isBoolean();
            case "integer" -> whole(value);
            default -> true;
        };
        if (!fits) {
            wrongType(path, value, type);
            return;
        }
        switch (type) {
            case "object" -> object(path, value, schema);
            case "array" -> array(path, value, schema);
            case "string" -> text(path, value.asText(), schema);
            case "integer" -> number(path, value.decimalValue(), schema);
            default -> {}
        }
    }

    private static boolean whole(JsonNode value) {
        return value.isNumber() && value.decimalValue().stripTrailingZeros().scale() <= 0 && value.canConvertToLong();
    }

    private void wrongType(String path, JsonNode value, String type) {
        String actual = switch (value.getNodeType()) {
            case NUMBER -> whole(value) ? "integer" : "number";
            case OBJECT, POJO -> "object";
            case ARRAY -> "array";
            case BOOLEAN -> "boolean";
            case NULL, MISSING -> "null";
            case STRING, BINARY -> "string";
        };
        block(
                path,
                "Invalid value: \"" + actual + "\": " + path + " in body must be of type " + type + ": \"" + actual
                        + "\"");
    }

    private void object(String path, JsonNode value, JsonNode schema) {
        String prefix = path.isEmpty() ? "" : path + ".";
        for (JsonNode required : schema.path("required")) {
            if (!value.has(required.asText())) {
                block(prefix + required.asText(), "Required value");
            }
        }
        JsonNode most = schema.path("maxProperties");
        if (most.isNumber() && value.size() > most.asInt()) {
            block(path, "Too many: " + value.size() + ": must have at most " + most.asInt() + " items");
        }
        JsonNode others = schema.path("additionalProperties");
        for (Map.Entry<String, JsonNode> member : asMap(value).entrySet()) {
            JsonNode known = schema.path("properties").path(member.getKey());
            if (known.isObject()) {
                value(prefix + member.getKey(), member.getValue(), known);
            } else if (others.isObject()) {
                value(prefix + member.getKey(), member.getValue(), others);
            }
        }
    }

    /** Sorted, so that messages are. */
    private static Map<String, JsonNode> asMap(JsonNode value) {
        Map<String, JsonNode> members = new TreeMap<>();
        value.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
        return members;
    }

    private void array(String path, JsonNode value, JsonNode schema) {
        JsonNode most = schema.path("maxItems");
        if (most.isNumber() && value.size() > most.asInt()) {
            block(path, "Too many: " + value.size() + ": must have at most " + most.asInt() + " items");
        }
        JsonNode key = schema.path("x-kubernetes-list-map-keys").path(0);
        Set<JsonNode> seen = new HashSet<>();
        for (int i = 0; i < value.size(); i++) {
            String place = path + "[" + i + "]";
            value(place, value.get(i), schema.path("items"));
            JsonNode name = value.get(i).path(key.asText());
            if (key.isTextual() && !name.isMissingNode() && !seen.add(name)) {
                errors.add(new FieldError(place, "Duplicate value: {\"" + key.asText() + "\":" + name + "}"));
            }
        }
    }

    private void text(String path, String text, JsonNode schema) {
        JsonNode choices = schema.path("enum");
        if (choices.isArray() && !contains(choices, text)) {
            List<String> supported = new ArrayList<>();
            choices.forEach(choice -> supported.add(choice.toString()));
            block(path, "Unsupported value: \"" + text + "\": supported values: " + String.join(", ", supported));
            return;
        }
        int characters = text.codePointCount(0, text.length());
        int most = schema.path("maxLength").asInt(Integer.MAX_VALUE);
        if (characters > most) {
            block(path, "Too long: may not be more than " + most + " bytes");
        }
        int least = schema.path("minLength").asInt();
        if (characters < least) {
            body(path, quoted(text), "should be at least " + least + " chars long");
        }
        JsonNode pattern = schema.path("pattern");
        if (characters >= least
                && pattern.isTextual()
                && !Pattern.compile(pattern.asText()).matcher(text).find()) {
            body(path, quoted(text), "should match '" + pattern.asText() + "'");
        }
    }

    private static boolean contains(JsonNode choices, String text) {
        for (JsonNode choice : choices) {
            if (choice.asText().equals(text)) {
                return true;
            }
        }
        return false;
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }

    private void number(String path, BigDecimal number, JsonNode schema) {
        JsonNode least = schema.path("minimum");
        JsonNode most = schema.path("maximum");
        if (least.isNumber() && number.compareTo(least.decimalValue()) < 0) {
            body(path, number.toPlainString(), "should be greater than or equal to " + least.asText());
        }
        if (most.isNumber() && number.compareTo(most.decimalValue()) > 0) {
            body(path, number.toPlainString(), "should be less than or equal to " + most.asText());
        }
    }
}
