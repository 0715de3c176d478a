package io.ampsync.operator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/** The custom resource definition of {@link AmpSync}: what the generator makes of it, and what it has no words for. */
final class GeneratedDefinition {
    private static final ObjectMapper YAML = new ObjectMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build());

    /** Lists whose entries have a name: a server-side apply may own one of them. */
    private static final Map<String, String> LIST_KEYS =
            Map.of("conditions", "type", "tables", "name", "watermarks", "network");

    private static final Set<String> QUANTITIES = Set.of("requests", "limits");

    private GeneratedDefinition() {}

    static String yaml() throws JsonProcessingException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new CRDGenerator()
                .customResourceClasses(AmpSync.class)
                .withOutput(new InMemory(bytes))
                .generate();
        ObjectNode definition = (ObjectNode) YAML.readTree(bytes.toString(StandardCharsets.UTF_8));
        ObjectNode version = (ObjectNode) definition.at("/spec/versions/0");
        inOrderOfTheClass((ArrayNode) version.get("additionalPrinterColumns"));
        ObjectNode root = (ObjectNode) version.at("/schema/openAPIV3Schema");
        root.put("description", "Keeps an Amp dataset in PostgreSQL.");
        complete("", root);
        return "# Generated from the records of io.ampsync.api.v1alpha1; see GeneratedDefinitionTest.\n"
                + YAML.writeValueAsString(definition);
    }

    private static void inOrderOfTheClass(ArrayNode columns) {
        List<String> names = Arrays.stream(AmpSync.class.getAnnotationsByType(AdditionalPrinterColumn.class))
                .map(AdditionalPrinterColumn::name)
                .toList();
        List<JsonNode> ordered = StreamSupport.stream(columns.spliterator(), false)
                .sorted(Comparator.comparingInt(
                        column -> names.indexOf(column.get("name").asText())))
                .toList();
        // The API server leaves zeros out, and Argo CD takes what is missing for a difference that never goes.
        ordered.stream()
                .filter(column -> column.path("priority").asInt() == 0)
                .forEach(column -> ((ObjectNode) column).remove("priority"));
        columns.removeAll().addAll(ordered);
    }

    private static void complete(String name, ObjectNode schema) {
        for (String bound : List.of("minimum", "maximum")) {
            if (schema.has(bound)) {
                schema.set(bound, LongNode.valueOf(schema.get(bound).asLong()));
            }
        }
        boolean integer = schema.path("type").asText().equals("integer");
        if (integer && !schema.has("maximum")) {
            schema.put("format", "int64");
        }
        // The generator fills the members of an empty default from the Java type.
        if (schema.path("default").isObject() && !schema.path("default").has("observedGeneration")) {
            schema.putObject("default");
        }
        String key = LIST_KEYS.get(name);
        if (schema.path("type").asText().equals("array")) {
            schema.put("x-kubernetes-list-type", key == null ? "atomic" : "map");
            if (key != null) {
                schema.putArray("x-kubernetes-list-map-keys").add(key);
            }
            complete("", (ObjectNode) schema.get("items"));
        }
        if (schema.path("x-kubernetes-preserve-unknown-fields").asBoolean()) {
            schema.put("type", "object");
        }
        if (schema.get("additionalProperties") instanceof ObjectNode values) {
            schema.put("maxProperties", 64);
            if (QUANTITIES.contains(name)) {
                values.removeAll().put("x-kubernetes-int-or-string", true);
            } else {
                values.put("maxLength", 4096);
            }
        }
        schema.path("properties")
                .properties()
                .forEach(property -> complete(property.getKey(), (ObjectNode) property.getValue()));
    }

    private static final class InMemory extends CRDGenerator.AbstractCRDOutput<ByteArrayOutputStream> {
        private final ByteArrayOutputStream bytes;

        InMemory(ByteArrayOutputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        protected ByteArrayOutputStream createStreamFor(String crdName) {
            return bytes;
        }
    }
}
