package io.ampsync.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** {@code -Dampsync.docs=write} writes the committed definition anew. */
class GeneratedDefinitionTest {
    private static final Path COMMITTED = Path.of("../crds/src/main/resources/ampsyncs.ampsync.io.yaml");
    private static final int CLIENT_SIDE_APPLY_BYTES = 200_000;

    @Test
    void theCommittedDefinitionIsTheGeneratedOne() throws IOException {
        String generated = GeneratedDefinition.yaml();
        if (System.getProperty("ampsync.docs", "").equals("write")) {
            Files.createDirectories(COMMITTED.getParent());
            Files.writeString(COMMITTED, generated);
        }
        assertThat(COMMITTED).hasContent(generated);
    }

    @Test
    void kubectlApplyCanCarryIt() throws IOException {
        assertThat(GeneratedDefinition.yaml().length()).isLessThan(CLIENT_SIDE_APPLY_BYTES);
    }

    @Test
    void aNewResourceIsNotTakenForAFinishedOne() throws IOException {
        assertThat(schema().at("/properties/status/default/observedGeneration").asLong())
                .isEqualTo(-1);
    }

    @Test
    void everyFieldIsDescribed() throws IOException {
        List<String> silent = new ArrayList<>();
        walk("", schema(), (path, field) -> {
            if (!path.isEmpty()
                    && !path.endsWith("[]")
                    && field.path("description").asText().isEmpty()) {
                silent.add(path);
            }
        });
        assertThat(silent).isEmpty();
    }

    @Test
    void everythingInTheSpecIsBounded() throws IOException {
        List<String> unbounded = new ArrayList<>();
        walk(".spec", schema().at("/properties/spec"), (path, field) -> {
            boolean bounded = switch (field.path("type").asText()) {
                case "string" -> field.has("maxLength") || field.has("enum");
                case "array" -> field.has("maxItems");
                case "integer" -> field.has("minimum") && field.has("maximum");
                default -> true;
            };
            if (!bounded) {
                unbounded.add(path);
            }
        });
        assertThat(unbounded).isEmpty();
    }

    @Test
    void nothingInAListHasADefault() throws IOException {
        List<String> defaults = new ArrayList<>();
        walk("", schema(), (path, field) -> {
            if (path.contains("[]") && field.has("default")) {
                defaults.add(path);
            }
        });
        assertThat(defaults).isEmpty();
    }

    private static JsonNode schema() throws IOException {
        return new ObjectMapper(new YAMLFactory())
                .readTree(GeneratedDefinition.yaml())
                .at("/spec/versions/0/schema/openAPIV3Schema");
    }

    private interface Visitor {
        void visit(String path, JsonNode field);
    }

    private static void walk(String path, JsonNode field, Visitor visitor) {
        visitor.visit(path, field);
        field.path("properties")
                .properties()
                .forEach(property -> walk(path + "." + property.getKey(), property.getValue(), visitor));
        if (field.has("items")) {
            walk(path + "[]", field.get("items"), visitor);
        }
    }
}
