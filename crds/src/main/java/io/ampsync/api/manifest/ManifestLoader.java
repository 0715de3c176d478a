package io.ampsync.api.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.api.NearestName;
import io.ampsync.api.v1alpha1.AmpSyncSpec;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads manifests as {@code kubectl apply} and the API server would, and refuses what they would refuse. */
public final class ManifestLoader {
    private static final String GROUP = "ampsync.io/";
    private static final String API_VERSION = GROUP + "v1alpha1";
    private static final String KIND = "AmpSync";
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");
    private static final List<String> IN_A_CLUSTER =
            List.of("template", "networkPolicy", "monitoring", "deletionPolicy");
    private static final List<String> TOP = List.of("apiVersion", "kind", "metadata", "spec", "status");

    private final Definition definition;
    private final List<Assignment> assignments;
    private final List<AmpSyncManifest> syncs = new ArrayList<>();
    private final List<SecretManifest> secrets = new ArrayList<>();
    private final List<String> remarks = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private final Set<String> names = new HashSet<>();

    private ManifestLoader(Definition definition, List<Assignment> assignments) {
        this.definition = definition;
        this.assignments = assignments;
    }

    /**
     * Reads all texts, and goes on after a mistake.
     *
     * @param assignments applied to every AmpSync of the texts, in this order
     */
    public static LoadResult load(Definition definition, List<ManifestText> texts, List<Assignment> assignments) {
        ManifestLoader loader = new ManifestLoader(definition, assignments);
        texts.forEach(loader::read);
        if (loader.complaints.isEmpty() && loader.syncs.isEmpty()) {
            loader.complaints.add("there is no AmpSync in "
                    + String.join(", ", texts.stream().map(ManifestText::name).toList()));
        }
        return loader.complaints.isEmpty()
                ? new LoadResult.Loaded(loader.syncs, loader.secrets, loader.remarks)
                : new LoadResult.Refused(loader.complaints);
    }

    private void read(ManifestText text) {
        List<JsonNode> documents;
        try {
            documents = Yaml.documents(text.text());
        } catch (JsonProcessingException e) {
            String where =
                    e.getLocation() == null ? "" : " line " + e.getLocation().getLineNr() + ":";
            complaints.add("error parsing " + text.name() + ":" + where + " "
                    + e.getOriginalMessage().lines().findFirst().orElse(""));
            return;
        } catch (IOException e) {
            complaints.add("error reading " + text.name() + ": " + e.getMessage());
            return;
        }
        documents.forEach(document -> read(text.name(), document));
    }

    private void read(String file, JsonNode document) {
        if (!(document instanceof ObjectNode resource)) {
            complaints.add("error parsing " + file + ": a document is not an object");
            return;
        }
        String apiVersion = document.path("apiVersion").asText();
        String kind = document.path("kind").asText();
        if (kind.equals("List") && document.path("items").isArray()) {
            document.path("items").forEach(item -> read(file, item));
        } else if (apiVersion.isEmpty() || kind.isEmpty()) {
            complaints.add("error validating \"" + file + "\": " + (apiVersion.isEmpty() ? "apiVersion" : "kind")
                    + " not set");
        } else if (apiVersion.equals(API_VERSION) && kind.equals(KIND)) {
            ampSync(resource);
        } else if (apiVersion.equals("v1") && kind.equals("Secret")) {
            SecretDocument.read(resource, complaints).ifPresent(secrets::add);
        } else if (apiVersion.startsWith(GROUP)) {
            complaints.add("no matches for kind \"" + kind + "\" in version \"" + apiVersion + "\" from \"" + file
                    + "\"; there is " + KIND + " in " + API_VERSION);
        } else {
            remarks.add("The " + kind + " " + document.at("/metadata/name").asText() + " in " + file
                    + " is not looked at.");
        }
    }

    private void ampSync(ObjectNode resource) {
        String name = resource.at("/metadata/name").asText();
        List<FieldError> errors = new ArrayList<>();
        for (Assignment assignment : assignments) {
            try {
                assignment.apply(resource, definition.schema());
            } catch (IllegalArgumentException e) {
                errors.add(new FieldError("--set " + assignment.path(), String.valueOf(e.getMessage())));
            }
        }
        String namespace = resource.at("/metadata/namespace").asText(AmpSyncManifest.DEFAULT_NAMESPACE);
        metadata(name, namespace, errors);
        IN_A_CLUSTER.stream()
                .filter(resource.path("spec")::hasNonNull)
                .forEach(field -> remarks.add(
                        "spec." + field + " of " + namespace + "/" + name + " has no effect outside of a cluster."));
        unknown(resource, errors);
        resource.remove("status");
        JsonNode stored = definition.stored(resource);
        errors.addAll(definition.check(stored, null));
        if (!names.add(namespace + "/" + name)) {
            errors.add(new FieldError("metadata.name", "Duplicate value: \"" + name + "\""));
        }
        if (!errors.isEmpty()) {
            complaints.add(invalid(name, errors));
            return;
        }
        try {
            JsonNode uid = resource.at("/metadata/uid");
            syncs.add(new AmpSyncManifest(
                    namespace,
                    name,
                    uid.isTextual() ? uid.asText() : null,
                    Yaml.read(stored.get("spec"), AmpSyncSpec.class)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the definition accepts what the records cannot hold", e);
        }
    }

    private static void metadata(String name, String namespace, List<FieldError> errors) {
        if (name.isEmpty()) {
            errors.add(new FieldError("metadata.name", "Required value: name or generateName is required"));
        } else if (!SUBDOMAIN.matcher(name).matches()) {
            errors.add(FieldError.invalid(
                    "metadata.name",
                    "\"" + name + "\"",
                    "use lower case letters, digits and '-', with a letter or digit at both ends"));
        }
        if (!SUBDOMAIN.matcher(namespace).matches() || namespace.contains(".")) {
            errors.add(FieldError.invalid(
                    "metadata.namespace",
                    "\"" + namespace + "\"",
                    "use lower case letters, digits and '-', with a letter or digit at both ends"));
        }
    }

    private void unknown(ObjectNode resource, List<FieldError> errors) {
        resource.fieldNames().forEachRemaining(field -> {
            if (!TOP.contains(field)) {
                errors.add(unknown(field, TOP));
            }
        });
        JsonNode schema = definition.schema().at("/properties/spec");
        Structure.unknown("spec", resource.path("spec"), schema)
                .forEach(field -> errors.add(unknown(field.path(), field.known())));
    }

    private static FieldError unknown(String path, List<String> known) {
        String name = path.substring(path.lastIndexOf('.') + 1);
        return new FieldError(
                path,
                NearestName.of(name, known)
                        .map(nearest -> "unknown field, did you mean \"" + nearest + "\"?")
                        .orElse("unknown field, there " + (known.size() == 1 ? "is " : "are ")
                                + String.join(", ", known)));
    }

    private static String invalid(String name, List<FieldError> errors) {
        String who = "The " + KIND + " \"" + name + "\" is invalid: ";
        if (errors.size() == 1) {
            return who + errors.getFirst();
        }
        StringBuilder lines = new StringBuilder(who);
        errors.forEach(error -> lines.append("\n* ").append(error));
        return lines.toString();
    }
}
