package io.ampsync.simulator.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.simulator.catalog.Catalog;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.catalog.PublishedVersion;
import io.ampsync.simulator.catalog.Semver;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.http.HttpAnswer;
import io.ampsync.simulator.http.HttpRequest;
import io.ampsync.simulator.http.Routes;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The Admin API of the seed eras (amp-protocol 9.1). */
final class SeedApi {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Comparator<PublishedVersion> NEWEST_FIRST = Comparator.comparing(
                    (PublishedVersion version) -> sortKey(version.version()))
            .reversed();

    private final Era era;
    private final Catalog catalog;

    SeedApi(Era era, Catalog catalog) {
        this.era = era;
        this.catalog = catalog;
    }

    Routes routes() {
        Routes routes = new Routes()
                .on(
                        "POST schema",
                        (request, _) -> HttpAnswer.ok(new SeedSchemaRequest(era, catalog).answer(request.body())))
                .on("GET datasets", (request, _) -> HttpAnswer.ok(datasets(request)))
                .on("GET datasets/*", (_, path) -> HttpAnswer.ok(newest(name(path.getFirst()))))
                .on(
                        "GET datasets/*/versions",
                        (request, path) -> HttpAnswer.ok(versions(name(path.getFirst()), request)))
                .on("GET datasets/*/versions/*", (_, path) -> HttpAnswer.ok(details(version(path))))
                .on("GET datasets/*/versions/*/schema", (_, path) -> HttpAnswer.ok(schema(version(path))));
        return era == Era.S1
                ? routes
                : routes.on(
                        "GET datasets/*/versions/*/manifest",
                        (_, path) -> HttpAnswer.ok(ManifestJson.seed(manifest(path))));
    }

    private ObjectNode datasets(HttpRequest request) {
        List<PublishedVersion> all = catalog.names().stream()
                .filter(name -> name.namespace().equals(DatasetName.DEFAULT_NAMESPACE))
                .flatMap(name -> newestFirst(name).stream())
                .toList();
        Predicate<PublishedVersion> after = Optional.ofNullable(request.query().get("last_dataset_id"))
                .map(SeedApi::afterDataset)
                .orElse(_ -> true);
        List<PublishedVersion> page = page(all, after, request);
        ObjectNode json = JSON.objectNode();
        ArrayNode datasets = json.putArray("datasets");
        for (PublishedVersion version : page) {
            datasets.addObject()
                    .put("name", version.dataset().name())
                    .put("version", version.version())
                    .put("owner", "no-owner");
        }
        if (!page.isEmpty()) {
            PublishedVersion last = page.getLast();
            json.put("next_cursor", last.dataset().name() + ":" + last.version());
        }
        return json;
    }

    private static Predicate<PublishedVersion> afterDataset(String cursor) {
        int colon = cursor.indexOf(':');
        if (colon < 0) {
            throw badQuery("last_dataset_id: expected name:version, got '" + cursor + "'");
        }
        String name = cursor.substring(0, colon);
        String key = sortKey(versionText(cursor.substring(colon + 1)));
        return version -> {
            int order = version.dataset().name().compareTo(name);
            return order > 0 || (order == 0 && sortKey(version.version()).compareTo(key) < 0);
        };
    }

    private ObjectNode versions(DatasetName name, HttpRequest request) {
        Predicate<PublishedVersion> after = Optional.ofNullable(request.query().get("last_version"))
                .map(cursor -> sortKey(versionText(cursor)))
                .<Predicate<PublishedVersion>>map(
                        key -> version -> sortKey(version.version()).compareTo(key) < 0)
                .orElse(_ -> true);
        List<PublishedVersion> page = page(newestFirst(name), after, request);
        ObjectNode json = JSON.objectNode();
        ArrayNode versions = json.putArray("versions");
        page.forEach(version -> versions.add(version.version()));
        if (!page.isEmpty()) {
            // Also on the last page: only an empty page ends the walk.
            json.put("next_cursor", page.getLast().version());
        }
        return json;
    }

    private static List<PublishedVersion> page(
            List<PublishedVersion> all, Predicate<PublishedVersion> after, HttpRequest request) {
        return all.stream().filter(after).limit(limit(request)).toList();
    }

    private static int limit(HttpRequest request) {
        String text = request.query().getOrDefault("limit", "50");
        int limit;
        try {
            limit = Integer.parseUnsignedInt(text);
        } catch (NumberFormatException _) {
            throw badQuery("limit: '" + text + "' is not a number");
        }
        if (limit == 0) {
            throw Refusal.badRequest("LIMIT_INVALID", "limit must be greater than 0");
        }
        if (limit < 0 || limit > 1000) {
            throw Refusal.badRequest(
                    "LIMIT_TOO_LARGE",
                    "limit " + Integer.toUnsignedString(limit) + " exceeds maximum allowed limit of 1000");
        }
        return limit;
    }

    private ObjectNode newest(DatasetName name) {
        return newestFirst(name).stream()
                .findFirst()
                .map(SeedApi::details)
                .orElseThrow(() -> Refusal.notFound("DATASET_NOT_FOUND", "dataset '" + name.name() + "' not found"));
    }

    private static ObjectNode details(PublishedVersion version) {
        ObjectNode json = JSON.objectNode()
                .put("name", version.dataset().name())
                .put("version", version.version())
                .put("kind", version.manifest().kind());
        ArrayNode tables = json.putArray("tables");
        version.manifest().tables().forEach(table -> {
            ObjectNode one = tables.addObject().put("name", table.name());
            if (version.deployed()) {
                one.put("active_location", "file:///data/" + version.dataset().name() + "/" + table.name());
            }
            one.put("network", version.manifest().network());
        });
        return json;
    }

    private static ObjectNode schema(PublishedVersion version) {
        ObjectNode json =
                JSON.objectNode().put("name", version.dataset().name()).put("version", version.version());
        ArrayNode tables = json.putArray("tables");
        version.manifest()
                .tables()
                .forEach(table -> tables.addObject()
                        .put("name", table.name())
                        .put("network", version.manifest().network())
                        .set("schema", SchemaJson.of(table.schema())));
        return json;
    }

    private PublishedVersion version(List<String> path) {
        return find(path)
                .orElseThrow(() -> Refusal.notFound(
                        "DATASET_NOT_FOUND", "dataset '" + path.get(0) + "' version '" + path.get(1) + "' not found"));
    }

    private PublishedVersion manifest(List<String> path) {
        return find(path)
                .orElseThrow(() -> Refusal.notFound(
                        "MANIFEST_NOT_FOUND",
                        "manifest '" + path.get(0) + "' version '" + path.get(1) + "' not found"));
    }

    private Optional<PublishedVersion> find(List<String> path) {
        DatasetName dataset = name(path.get(0));
        if (Semver.parse(path.get(1)).isEmpty()) {
            throw badSelector("'" + path.get(1) + "' is not a version");
        }
        return catalog.resolve(dataset, path.get(1));
    }

    private List<PublishedVersion> newestFirst(DatasetName name) {
        return catalog.versions(name).stream().sorted(NEWEST_FIRST).toList();
    }

    private static DatasetName name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw badSelector("'" + text + "' is not a dataset name");
        }
        return DatasetName.of(text);
    }

    private static String versionText(String text) {
        if (Semver.parse(text).isEmpty()) {
            throw badQuery("'" + text + "' is not a version");
        }
        return text;
    }

    /** Each number padded to four digits: a pre-release sorts above its release, and numbers above 9999 sort wrongly. */
    private static String sortKey(String version) {
        Semver parsed = Semver.parse(version).orElseThrow();
        String key = padded(parsed.major()) + "." + padded(parsed.minor()) + "." + padded(parsed.patch());
        return parsed.preRelease().isEmpty() ? key : key + "-" + parsed.preRelease();
    }

    private static String padded(Object number) {
        String digits = number.toString();
        return "0".repeat(Math.max(0, 4 - digits.length())) + digits;
    }

    private static Refusal badSelector(String why) {
        return Refusal.badRequest("INVALID_SELECTOR", "invalid dataset selector: " + why);
    }

    private static Refusal badQuery(String why) {
        return Refusal.badRequest("INVALID_QUERY_PARAMETERS", "invalid query parameters: " + why);
    }
}
