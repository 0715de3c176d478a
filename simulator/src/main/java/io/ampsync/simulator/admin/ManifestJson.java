package io.ampsync.simulator.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.simulator.catalog.Derivation;
import io.ampsync.simulator.catalog.Manifest;
import io.ampsync.simulator.catalog.PublishedVersion;
import io.ampsync.simulator.chain.TableDefinition;
import java.util.Comparator;

/** Manifests as the server stores them. */
final class ManifestJson {
    private ManifestJson() {}

    /** Members in alphabetical order; a network for the dataset and for each table, {@code tables} an object. */
    static ObjectNode head(Manifest manifest) {
        return manifest.derivation().tables().isEmpty() ? raw(manifest) : derived(manifest);
    }

    /** Names its dependencies and no network. */
    private static ObjectNode derived(Manifest manifest) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ObjectNode dependencies = json.putObject("dependencies");
        manifest.derivation().dependencies().forEach(dependencies::put);
        json.putObject("functions");
        json.put("kind", manifest.kind());
        ObjectNode tables = json.putObject("tables");
        for (TableDefinition table : manifest.tables()) {
            ObjectNode one = tables.putObject(table.name());
            Derivation.Sql sql = manifest.derivation().tables().get(table.name());
            one.putObject("input").put("sql", sql == null ? "" : sql.declared());
            one.set("schema", SchemaJson.stored(table));
        }
        return json;
    }

    private static ObjectNode raw(Manifest manifest) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("finalized_blocks_only", false)
                .put("kind", manifest.kind())
                .put("network", manifest.network())
                .put("start_block", manifest.startBlock());
        ObjectNode tables = json.putObject("tables");
        manifest.tables().stream()
                .sorted(Comparator.comparing(TableDefinition::name))
                .forEach(table -> tables.putObject(table.name())
                        .put("network", manifest.network())
                        .set("schema", SchemaJson.stored(table)));
        return json;
    }

    /** Without any schema (amp-protocol 9.1). */
    static ObjectNode seed(PublishedVersion version) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", version.dataset().name())
                .put("version", version.version())
                .put("kind", version.manifest().kind())
                .put("network", version.manifest().network())
                .put("start_block", version.manifest().startBlock());
    }
}
