package io.ampsync.runtime.admin;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.fault.SyncException;
import java.util.Comparator;
import java.util.List;

/**
 * The datasets of one server. Every method asks anew and may take as long as the client's timeout.
 *
 * <p>Failures are {@link SyncException}s: {@code SOURCE_UNREACHABLE}, {@code SOURCE_UNAUTHENTICATED},
 * {@code SOURCE_INCOMPATIBLE} if something else than this era's Admin API answers, {@code DATASET_NOT_FOUND} if the
 * dataset or the version is not published.
 */
public sealed interface Catalog permits HeadCatalog, SeedCatalog {
    /** All versions in the server's order; empty for an unknown dataset. Texts that are no version are left out. */
    List<PublishedVersion> versions(DatasetRef dataset) throws InterruptedException;

    /** Version, revision and tables behind a reference. */
    ResolvedDataset resolve(DatasetRef dataset) throws InterruptedException;

    /** What {@link #resolve} would pin the reference to, with one request. */
    VersionMark mark(DatasetRef dataset) throws InterruptedException;

    /** The highest version by semver, with one look at the list of versions and no other request. */
    default PublishedVersion latest(DatasetRef dataset) throws InterruptedException {
        return versions(dataset).stream()
                .max(Comparator.comparing(PublishedVersion::version))
                .orElseThrow(() -> new SyncException(
                        Reason.DATASET_NOT_FOUND, "No versions available of dataset " + dataset.path() + "."));
    }
}
