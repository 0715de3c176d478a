package io.ampsync.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The committed custom resource definition of AmpSync. */
public final class Definition {
    /** On the class path. */
    public static final String RESOURCE = "/ampsyncs.ampsync.io.yaml";

    private final JsonNode version;
    private final CelCheck rules;

    private Definition(JsonNode version) {
        this.version = version;
        this.rules = new CelCheck(version.at("/schema/openAPIV3Schema"));
    }

    /** Reads it from the class path; takes about half a second, most of it for compiling the rules. */
    public static Definition read() {
        return new Definition(document().at("/spec/versions/0"));
    }

    /** The text as {@code kubectl apply} takes it. */
    public static String yaml() {
        try (InputStream in = Definition.class.getResourceAsStream(RESOURCE)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode document() {
        try {
            return Yaml.documents(yaml()).getFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode schema() {
        return version.at("/schema/openAPIV3Schema");
    }

    CelCheck rules() {
        return rules;
    }

    /** What {@code kubectl get} prints of a resource. */
    public List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        for (JsonNode column : version.path("additionalPrinterColumns")) {
            columns.add(new Column(
                    column.get("name").asText(),
                    column.get("jsonPath").asText(),
                    column.get("type").asText(),
                    column.path("priority").asInt()));
        }
        return columns;
    }

    /**
     * A printer column.
     *
     * @param priority 0 if it is always printed, 1 if only with {@code -o wide}
     */
    public record Column(String name, String jsonPath, String type, int priority) {}

    /** A copy as the API server stores it: what is null is gone, and what is absent is filled in. */
    JsonNode stored(JsonNode resource) {
        ObjectNode copy = resource.deepCopy();
        Structure.prune(copy, schema());
        Structure.fill(copy, schema());
        return copy;
    }

    /**
     * What the API server would object to in a resource that has its defaults.
     *
     * @param before as it is stored now, null if it is not
     */
    List<FieldError> check(JsonNode resource, @Nullable JsonNode before) {
        SchemaCheck.Result shape = SchemaCheck.check("", resource, schema());
        List<FieldError> errors = new ArrayList<>(shape.errors());
        if (!shape.blocking()) {
            errors.addAll(rules.check(resource, before));
        }
        return errors;
    }
}
