package io.ampsync.simulator.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.simulator.catalog.Catalog;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.catalog.Manifest;
import io.ampsync.simulator.catalog.PublishedVersion;
import io.ampsync.simulator.catalog.Semver;
import io.ampsync.simulator.query.DerivedDataset;
import io.ampsync.simulator.query.Refused;
import java.util.HashMap;
import java.util.Map;

/** {@code POST /datasets}: registers a derived dataset. Raw ones are what the simulator was started with. */
record RegisterRequest(Catalog catalog) {
    private static final ObjectMapper JSON = new ObjectMapper();

    PublishedVersion register(String body) {
        JsonNode request = parse(body);
        JsonNode manifest = request.path("manifest");
        if (!manifest.path("kind").asText().equals("manifest")) {
            throw Refusal.badRequest("INVALID_MANIFEST", "the simulator registers manifests of kind 'manifest' only");
        }
        String version = request.path("version").asText();
        if (Semver.parse(version).isEmpty()) {
            throw payload("invalid version '" + version + "'");
        }
        Map<String, String> dependencies = new HashMap<>();
        manifest.path("dependencies").forEachEntry((alias, reference) -> dependencies.put(alias, reference.asText()));
        Map<String, String> tables = new HashMap<>();
        manifest.path("tables")
                .forEachEntry((name, table) ->
                        tables.put(name, table.path("input").path("sql").asText()));
        DatasetName name = new DatasetName(
                request.path("namespace").asText(DatasetName.DEFAULT_NAMESPACE),
                request.path("name").asText());
        return catalog.register(name, version, derived(dependencies, tables));
    }

    private Manifest derived(Map<String, String> dependencies, Map<String, String> tables) {
        try {
            return DerivedDataset.manifest(catalog, dependencies, tables);
        } catch (Refused e) {
            throw Refusal.badRequest("MANIFEST_VALIDATION_ERROR", String.valueOf(e.getMessage()));
        }
    }

    private static JsonNode parse(String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw payload("Failed to parse the request body as JSON: " + e.getOriginalMessage());
        }
    }

    private static Refusal payload(String why) {
        return Refusal.badRequest("INVALID_PAYLOAD_FORMAT", "Invalid payload format: " + why);
    }
}
