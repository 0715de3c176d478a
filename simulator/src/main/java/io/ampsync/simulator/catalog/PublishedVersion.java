package io.ampsync.simulator.catalog;

import java.time.Instant;

/**
 * A version tag of a dataset.
 *
 * @param version semver text, for example {@code 1.0.0}
 * @param deployed whether its tables are being synced; a version that is only registered plans but does not run
 */
public record PublishedVersion(
        DatasetName dataset,
        String version,
        Manifest manifest,
        boolean deployed,
        Instant createdAt,
        Instant updatedAt) {
    public String manifestHash() {
        return manifest.hash();
    }
}
