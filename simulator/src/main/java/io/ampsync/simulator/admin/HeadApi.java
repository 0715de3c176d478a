package io.ampsync.simulator.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.simulator.catalog.Catalog;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.catalog.PublishedVersion;
import io.ampsync.simulator.catalog.Semver;
import io.ampsync.simulator.http.HttpAnswer;
import io.ampsync.simulator.http.Routes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** The Admin API of current servers (amp-protocol 9.2). */
final class HeadApi {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final int CREATED = 201;
    private static final int ACCEPTED = 202;

    private final Catalog catalog;
    /** The first is that of the dataset that was there at the start. */
    private final AtomicInteger jobs = new AtomicInteger(1);

    HeadApi(Catalog catalog) {
        this.catalog = catalog;
    }

    Routes routes() {
        return new Routes()
                .on("GET datasets", () -> HttpAnswer.ok(datasets()))
                .on("POST schema", (request, _) -> HttpAnswer.ok(new SchemaRequest(catalog).answer(request.body())))
                .on("POST datasets", (request, _) -> HttpAnswer.of(CREATED, registered(request.body())))
                .on("POST datasets/*/*/versions/*/deploy", (_, path) -> HttpAnswer.of(ACCEPTED, deployed(path)))
                // The real handler wants three path parameters where its route has two.
                .on("GET datasets/*/*", () -> {
                    throw badPath("Wrong number of path arguments for `Path`. Expected 3 but got 2");
                })
                .on("GET datasets/*/*/versions", (_, path) -> HttpAnswer.ok(versions(name(path))))
                .on("GET datasets/*/*/versions/*", (_, path) -> HttpAnswer.ok(version(name(path), path.getLast())))
                .on(
                        "GET datasets/*/*/versions/*/manifest",
                        (_, path) -> HttpAnswer.ok(ManifestJson.head(
                                resolve(name(path), path.getLast()).manifest())));
    }

    private ObjectNode datasets() {
        ObjectNode json = JSON.objectNode();
        ArrayNode datasets = json.putArray("datasets");
        for (DatasetName name : catalog.names()) {
            List<String> versions = catalog.versions(name).stream()
                    .map(PublishedVersion::version)
                    .sorted(Comparator.comparing(
                                    (String version) -> Semver.parse(version).orElseThrow())
                            .reversed())
                    .toList();
            ObjectNode dataset =
                    datasets.addObject().put("namespace", name.namespace()).put("name", name.name());
            versions.stream().findFirst().ifPresent(latest -> dataset.put("latest_version", latest));
            ArrayNode list = dataset.putArray("versions");
            versions.forEach(list::add);
        }
        return json;
    }

    private ObjectNode versions(DatasetName name) {
        // Sorted as text, without regard to the meaning of the numbers.
        List<PublishedVersion> versions = catalog.versions(name).stream()
                .sorted(Comparator.comparing(PublishedVersion::version).reversed())
                .toList();
        ObjectNode json = JSON.objectNode().put("namespace", name.namespace()).put("name", name.name());
        ArrayNode list = json.putArray("versions");
        for (PublishedVersion version : versions) {
            list.addObject()
                    .put("version", version.version())
                    .put("manifest_hash", version.manifestHash())
                    .put("created_at", time(version.createdAt()))
                    .put("updated_at", time(version.updatedAt()));
        }
        ObjectNode tags = json.putObject("special_tags");
        if (!versions.isEmpty()) {
            tags.put("latest", versions.getFirst().version());
            catalog.resolve(name, "dev").ifPresent(dev -> tags.put("dev", dev.manifestHash()));
        }
        return json;
    }

    private ObjectNode version(DatasetName name, String revision) {
        return described(name, resolve(name, revision), "revision", revision);
    }

    private ObjectNode registered(String body) {
        PublishedVersion version = new RegisterRequest(catalog).register(body);
        return described(version.dataset(), version, "version", version.version());
    }

    private ObjectNode deployed(List<String> path) {
        PublishedVersion version = resolve(name(path), path.getLast());
        catalog.deploy(version.dataset(), version.version(), true);
        return JSON.objectNode().put("job_id", jobs.incrementAndGet());
    }

    /** A manifest that is asked for by hash is described under the name of the question. */
    private static ObjectNode described(DatasetName name, PublishedVersion version, String tag, String value) {
        ObjectNode json = JSON.objectNode()
                .put("namespace", name.namespace())
                .put("name", name.name())
                .put(tag, value)
                .put("manifest_hash", version.manifestHash())
                .put("kind", version.manifest().kind())
                .put("start_block", version.manifest().startBlock())
                .put("finalized_blocks_only", false);
        ArrayNode tables = json.putArray("tables");
        version.manifest().tables().forEach(table -> tables.add(table.name()));
        return json;
    }

    private PublishedVersion resolve(DatasetName name, String revision) {
        boolean hash = HASH.matcher(revision).matches();
        boolean known = hash
                || revision.equals("latest")
                || revision.equals("dev")
                || Semver.parse(revision).isPresent();
        if (!known) {
            throw badPath("invalid revision format: '" + revision
                    + "' (expected semver tag, 64-char hex hash, 'latest', or 'dev')");
        }
        Optional<PublishedVersion> found = hash ? byHash(revision) : catalog.resolve(name, revision);
        return found.orElseThrow(() -> Refusal.notFound(
                "DATASET_NOT_FOUND", "Dataset '" + name + "' at revision '" + revision + "' not found"));
    }

    /** A manifest is found whatever dataset the path names. */
    private Optional<PublishedVersion> byHash(String hash) {
        return catalog.names().stream()
                .flatMap(name -> catalog.versions(name).stream())
                .filter(version -> version.manifestHash().equals(hash))
                .findFirst();
    }

    private static DatasetName name(List<String> path) {
        requireLower("namespace", path.get(0));
        requireLower("name", path.get(1));
        return new DatasetName(path.get(0), path.get(1));
    }

    private static void requireLower(String what, String text) {
        text.chars()
                .filter(c -> !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '_')
                .findFirst()
                .ifPresent(c -> {
                    throw badPath("invalid character '" + Character.toString(c) + "' in " + what + " '" + text + "'");
                });
    }

    private static Refusal badPath(String why) {
        return Refusal.badRequest("INVALID_PATH", "Invalid path parameters: " + why);
    }

    private static String time(Instant instant) {
        return TIME.format(instant);
    }
}
