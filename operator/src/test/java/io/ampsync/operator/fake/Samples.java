package io.ampsync.operator.fake;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ampsync.api.manifest.Definition;
import io.ampsync.operator.AmpSync;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.Consumer;

/** AmpSyncs for tests, with the defaults that the API server would have filled in. */
public final class Samples {
    private static final ObjectMapper YAML = new YAMLMapper();
    private static final KubernetesSerialization JSON = new KubernetesSerialization();
    private static final JsonNode SCHEMA = parse(Definition.yaml()).at("/spec/versions/0/schema/openAPIV3Schema");

    private Samples() {}

    /** A sample of {@code src/test/resources/samples}. */
    public static AmpSync read(String name) {
        return read(name, _ -> {});
    }

    /** A sample after a change to its document. */
    public static AmpSync read(String name, Consumer<ObjectNode> change) {
        try (InputStream in = Samples.class.getResourceAsStream("/samples/" + name + ".yaml")) {
            ObjectNode document = (ObjectNode) YAML.readTree(Objects.requireNonNull(in));
            change.accept(document);
            fill(document, SCHEMA);
            return JSON.unmarshal(document.toString(), AmpSync.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A sample whose {@code spec} has one more member; the text is YAML. */
    public static AmpSync with(String name, String spec) {
        return read(name, document -> merge((ObjectNode) document.get("spec"), (ObjectNode) parse(spec)));
    }

    static void merge(ObjectNode into, ObjectNode from) {
        from.properties().forEach(member -> {
            if (member.getValue() instanceof ObjectNode inner
                    && into.get(member.getKey()) instanceof ObjectNode known) {
                merge(known, inner);
            } else {
                into.set(member.getKey(), member.getValue());
            }
        });
    }

    static JsonNode parse(String yaml) {
        try {
            return YAML.readTree(yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void defaults(ObjectNode ampSync) {
        fill(ampSync, SCHEMA);
    }

    private static void fill(JsonNode value, JsonNode schema) {
        if (value instanceof ObjectNode object) {
            schema.path("properties").properties().forEach(property -> {
                if (!object.has(property.getKey()) && property.getValue().has("default")) {
                    object.set(
                            property.getKey(),
                            property.getValue().get("default").deepCopy());
                }
                fill(object.path(property.getKey()), property.getValue());
            });
        }
        if (value.isArray()) {
            value.forEach(item -> fill(item, schema.path("items")));
        }
    }
}
