package io.ampsync.api.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** {@code -Dampsync.docs=write} writes docs/ampsync-resource.md anew. */
class ResourcePageTest {
    private static final Path PAGE = Path.of("../docs/ampsync-resource.md");
    private static final String BEGIN = "<!-- generated -->\n";
    private static final String END = "<!-- end of generated -->";

    @Test
    void thePageHasEveryFieldAndRule() throws IOException {
        JsonNode schema = Definition.read().schema();
        StringBuilder text = new StringBuilder("\n## spec\n");
        fields("spec", schema.at("/properties/spec"), text, true);
        text.append("\n## Rules\n\nBeside the bounds above:\n\n");
        rules("", schema, text);
        text.append("\n## status\n");
        fields("status", schema.at("/properties/status"), text, false);
        text.append('\n');

        String page = Files.readString(PAGE);
        String before = page.substring(0, page.indexOf(BEGIN) + BEGIN.length());
        String expected = before + text + page.substring(page.indexOf(END));
        if (System.getProperty("ampsync.docs", "").equals("write")) {
            Files.writeString(PAGE, expected);
        }
        assertThat(PAGE).hasContent(expected);
    }

    private static void fields(String path, JsonNode schema, StringBuilder text, boolean settable) {
        text.append(
                settable
                        ? "\n| Field | Default | Values | What |\n|---|---|---|---|\n"
                        : "\n| Field | What |\n|---|---|\n");
        List<String> rows = new ArrayList<>();
        collect(path, schema, rows, settable);
        rows.forEach(text::append);
    }

    private static void collect(String path, JsonNode schema, List<String> rows, boolean settable) {
        Set<String> required = new TreeSet<>();
        schema.path("required").forEach(name -> required.add(name.asText()));
        schema.path("properties").properties().forEach(property -> {
            JsonNode field = property.getValue();
            String name = path + "." + property.getKey();
            String shown = "`" + name + "`" + (settable && required.contains(property.getKey()) ? " (required)" : "");
            String what = field.path("description").asText().replace("|", "\\|");
            JsonNode value = field.path("default");
            String byDefault = value.isMissingNode() || value.isObject() ? "" : "`" + value.asText() + "`";
            rows.add(
                    settable
                            ? "| " + shown + " | " + byDefault + " | " + values(field) + " | " + what + " |\n"
                            : "| " + shown + " | " + what + " |\n");
            collect(name, field, rows, settable);
            collect(name + "[]", field.path("items"), rows, settable);
        });
    }

    private static String values(JsonNode field) {
        if (field.has("enum")) {
            List<String> choices = new ArrayList<>();
            field.get("enum").forEach(choice -> choices.add(choice.asText()));
            return String.join(", ", choices);
        }
        if (field.has("minimum")) {
            return field.get("minimum").asText() + " to " + field.get("maximum").asText();
        }
        return switch (field.path("type").asText()) {
            case "boolean" -> "true, false";
            case "array" -> "at most " + field.path("maxItems").asText();
            case "string" -> "text, at most " + field.path("maxLength").asText();
            default -> "";
        };
    }

    private static void rules(String path, JsonNode schema, StringBuilder text) {
        for (JsonNode rule : schema.path("x-kubernetes-validations")) {
            String where = (path + rule.path("fieldPath").asText()).replaceFirst("^$", "metadata.name");
            text.append("* `")
                    .append(where)
                    .append("`: ")
                    .append(rule.path("message").asText())
                    .append(".\n");
        }
        schema.path("properties")
                .properties()
                .forEach(property -> rules(
                        path.isEmpty() ? property.getKey() : path + "." + property.getKey(),
                        property.getValue(),
                        text));
    }
}
