package io.ampsync.api.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

    /** A copy with what is absent filled in. */
    JsonNode defaulted(JsonNode resource) {
        ObjectNode copy = resource.deepCopy();
        Defaults.fill(copy, schema());
        return copy;
    }

    /** What the rules object to, in a resource that has its defaults. */
    List<FieldError> check(JsonNode resource, @Nullable JsonNode before) {
        return rules.check(resource, before);
    }
}
