package io.ampsync.runtime.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.api.Reason;
import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.Version;
import io.ampsync.runtime.fault.SyncException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The eras without namespaces: paged versions, and a schema per version (amp-protocol 9.1). */
record SeedCatalog(AdminHttp http) implements Catalog {
    static final int PAGE = 1000;

    /** Far above what anyone publishes; a list beyond it has no end. */
    static final int MOST_VERSIONS = 100 * PAGE;

    @Override
    public List<PublishedVersion> versions(DatasetRef dataset) throws InterruptedException {
        checkSpelling(dataset);
        List<PublishedVersion> versions = new ArrayList<>();
        String after = "";
        int count;
        do {
            Answer answer = http.get("/datasets/" + dataset.name() + "/versions?limit=" + PAGE + after);
            count = 0;
            for (JsonNode item : answer.array(answer.body(), "versions")) {
                String text = item.asText();
                Version.parse(text).ifPresent(version -> versions.add(new PublishedVersion(version, text, null)));
                after = "&last_version=" + URLEncoder.encode(text, StandardCharsets.UTF_8);
                count++;
            }
            if (versions.size() > MOST_VERSIONS) {
                throw http.incompatible("names more than " + MOST_VERSIONS + " versions of " + dataset.name());
            }
            // The cursor is there on the last page too, so only a short page says that it was the last.
        } while (count == PAGE);
        return versions;
    }

    @Override
    public ResolvedDataset resolve(DatasetRef dataset) throws InterruptedException {
        PublishedVersion version = version(dataset);
        Answer answer = http.get("/datasets/" + dataset.name() + "/versions/" + version.text() + "/schema");
        List<DatasetTable> tables = new ArrayList<>();
        for (JsonNode table : answer.array(answer.body(), "tables")) {
            tables.add(new DatasetTable(
                    answer.text(table, "name"), table.path("network").asText(null)));
        }
        return new ResolvedDataset(dataset, dataset.at(version.text()), version.text(), null, tables);
    }

    @Override
    public VersionMark mark(DatasetRef dataset) throws InterruptedException {
        return new VersionMark(version(dataset).text(), null);
    }

    private PublishedVersion version(DatasetRef dataset) throws InterruptedException {
        return dataset.isFloating()
                ? latest(dataset)
                : published(dataset)
                        .orElseThrow(() -> new SyncException(
                                Reason.DATASET_NOT_FOUND,
                                "Version " + dataset.revision() + " of dataset " + dataset.name()
                                        + " is not published."));
    }

    /** Exactly the version, or else the highest of its forms with a suffix: {@code 0.2.0-LTcyNjgz} for {@code 0.2.0}. */
    private Optional<PublishedVersion> published(DatasetRef dataset) throws InterruptedException {
        List<PublishedVersion> versions = versions(dataset);
        return versions.stream()
                .filter(version -> version.text().equals(dataset.revision()))
                .findFirst()
                .or(() -> versions.stream()
                        .filter(version -> version.text().startsWith(dataset.revision() + "-"))
                        .max(Comparator.comparing(PublishedVersion::version)));
    }

    private static void checkSpelling(DatasetRef dataset) {
        // With any version: one without is resolved to one that has.
        String revision = dataset.revision().equals(DatasetRef.LATEST) ? "0.0.0" : dataset.revision();
        dataset.at(revision).spellingProblem(Era.S1).ifPresent(problem -> {
            throw new SyncException(
                    Reason.CONFIGURATION_INVALID,
                    "The dataset " + dataset + " does not exist there: the server's era knows no " + problem + ".");
        });
    }
}
