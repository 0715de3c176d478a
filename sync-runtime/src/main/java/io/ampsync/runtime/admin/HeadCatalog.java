package io.ampsync.runtime.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Current Amp: namespaces, revisions, manifests (amp-protocol 9.2). */
record HeadCatalog(AdminHttp http) implements Catalog {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    @Override
    public List<PublishedVersion> versions(DatasetRef dataset) throws InterruptedException {
        Answer answer = http.get(path(dataset));
        List<PublishedVersion> versions = new ArrayList<>();
        for (JsonNode item : answer.array(answer.body(), "versions")) {
            String text = answer.text(item, "version");
            String hash = answer.text(item, "manifest_hash");
            Version.parse(text).ifPresent(version -> versions.add(new PublishedVersion(version, text, hash)));
        }
        return versions;
    }

    @Override
    public ResolvedDataset resolve(DatasetRef dataset) throws InterruptedException {
        if (!dataset.revision().equals(DatasetRef.LATEST)) {
            return describe(dataset, dataset.revision(), dataset.revision());
        }
        PublishedVersion latest = latest(dataset);
        String revision = Optional.ofNullable(latest.manifestHash()).orElse(latest.text());
        return describe(dataset, revision, latest.text());
    }

    @Override
    public VersionMark mark(DatasetRef dataset) throws InterruptedException {
        if (dataset.revision().equals(DatasetRef.LATEST)) {
            PublishedVersion latest = latest(dataset);
            return new VersionMark(latest.text(), latest.manifestHash());
        }
        Answer answer = http.get(path(dataset) + "/" + dataset.revision());
        return new VersionMark(dataset.revision(), answer.text(answer.body(), "manifest_hash"));
    }

    private ResolvedDataset describe(DatasetRef asked, String revision, String version) throws InterruptedException {
        Answer answer = http.get(path(asked) + "/" + revision);
        String hash = answer.text(answer.body(), "manifest_hash");
        if (!HASH.matcher(hash).matches()) {
            throw http.incompatible("answered GET " + path(asked) + "/" + revision
                    + " with a manifest_hash that is none of 64 hex digits");
        }
        // By hash: a version can get another manifest between two requests. Only networks come from it, which the
        // first range names too, so no answer is no reason to stop.
        JsonNode manifest = http.ask(path(asked) + "/" + hash + "/manifest").body();
        List<DatasetTable> tables = new ArrayList<>();
        for (JsonNode table : answer.array(answer.body(), "tables")) {
            String name = table.asText();
            tables.add(new DatasetTable(name, network(manifest.path("tables").path(name), manifest)));
        }
        return new ResolvedDataset(asked, asked.at(hash), version, hash, tables);
    }

    private static @Nullable String network(JsonNode table, JsonNode manifest) {
        return table.path("network").asText(manifest.path("network").asText(null));
    }

    private static String path(DatasetRef dataset) {
        return "/datasets/" + dataset.path() + "/versions";
    }
}
