package io.ampsync.runtime.cli;

import io.ampsync.api.Reason;
import io.ampsync.runtime.admin.AdminClient;
import io.ampsync.runtime.admin.DatasetTable;
import io.ampsync.runtime.admin.ResolvedDataset;
import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.Identifiers;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.Provenance;
import java.time.Duration;
import java.util.List;

/**
 * What the sync is about, after asking the Admin API for what the settings leave open.
 *
 * @param pinned the dataset at a revision that does not move, unless the settings alone had to do
 */
record SourceResolution(Era era, DatasetRef pinned, List<String> tables, Provenance provenance) {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    /**
     * Asks once.
     *
     * @throws SyncException with {@link Reason#DATASET_NOT_FOUND} as long as nothing is published
     */
    static SourceResolution ask(SyncConfig config) throws InterruptedException {
        DatasetRef asked = config.dataset().reference();
        if (!config.adminNeeded()) {
            return new SourceResolution(
                    config.era().orElse(Era.HEAD),
                    asked,
                    config.dataset().tables(),
                    new Provenance(asked.path(), asked.revision(), null));
        }
        try (AdminClient admin = new AdminClient(config.admin(), TIMEOUT)) {
            Era era = config.era().isPresent() ? config.era().get() : admin.detectEra();
            ResolvedDataset dataset = admin.catalog(era).resolve(asked);
            List<String> published =
                    dataset.tables().stream().map(DatasetTable::name).toList();
            return new SourceResolution(
                    era,
                    dataset.pinned(),
                    chosen(config.dataset().tables(), published, dataset),
                    new Provenance(asked.path(), dataset.version(), dataset.manifestHash()));
        }
    }

    private static List<String> chosen(List<String> wanted, List<String> published, ResolvedDataset dataset) {
        if (wanted.isEmpty()) {
            published.forEach(Identifiers::checkedTable);
            return published;
        }
        for (String table : wanted) {
            if (!published.contains(table)) {
                throw new SyncException(
                        Reason.QUERY_REFUSED,
                        "TABLES names " + table + ", and " + dataset.asked() + " has " + String.join(", ", published)
                                + ".");
            }
        }
        return wanted;
    }
}
