package io.ampsync.runtime.cli;

import io.ampsync.api.Reason;
import io.ampsync.runtime.admin.AdminClient;
import io.ampsync.runtime.admin.DatasetTable;
import io.ampsync.runtime.admin.ResolvedDataset;
import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.Identifiers;
import io.ampsync.runtime.config.PublishCommand;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.version.VersionRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the sync is about, after asking the Admin API for what the settings leave open.
 *
 * @param pinned the dataset at a revision that does not move, unless the settings alone had to do
 */
record SourceResolution(Era era, DatasetRef pinned, List<String> tables, Provenance provenance) {
    private static final Logger LOG = LoggerFactory.getLogger(SourceResolution.class);
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    /** The settings say everything. */
    private static SourceResolution asTold(SyncConfig config, Era era) {
        DatasetRef asked = config.dataset().reference();
        return new SourceResolution(
                era, asked, config.dataset().tables(), new Provenance(asked.path(), asked.revision(), null));
    }

    /**
     * Asks once.
     *
     * @throws SyncException with {@link Reason#DATASET_NOT_FOUND} as long as nothing is published; the sentence ends
     *     with the command that publishes
     */
    static SourceResolution ask(SyncConfig config) throws InterruptedException {
        boolean told = !config.adminNeeded();
        if (told && !config.admin().given()) {
            return asTold(config, config.era().orElse(Era.HEAD));
        }
        try (AdminClient admin = new AdminClient(config.admin(), TIMEOUT)) {
            if (!told) {
                return of(config, admin, era(config, admin));
            }
            Era era = config.era().isPresent() ? config.era().get() : detectedOrNewest(admin);
            try {
                return of(config, admin, era);
            } catch (SyncException e) {
                if (e.reason().needsPerson()) {
                    throw e;
                }
                LOG.atWarn()
                        .addKeyValue("reason", e.reason().label())
                        .log("The version is not known yet, and taken as the settings have it: {}", e.getMessage());
                return asTold(config, era);
            }
        }
    }

    /**
     * What the database knows, for as long as nobody can be asked; empty if that is not enough to go on.
     *
     * @param stored the version that each table is made for
     */
    static Optional<SourceResolution> recalled(SyncConfig config, Map<String, Provenance> stored) {
        DatasetRef asked = config.dataset().reference();
        Map<String, Provenance> known = new TreeMap<>();
        stored.forEach((table, from) -> {
            boolean wanted = asked.isFloating()
                    || asked.revision().equals(from.version())
                    || asked.revision().equals(from.manifestHash());
            if (Identifiers.tableProblem(table).isEmpty() && from.dataset().equals(asked.path()) && wanted) {
                known.put(table, from);
            }
        });
        boolean current = known.values().stream().anyMatch(from -> from.manifestHash() != null);
        Optional<Era> era = config.era().or(() -> current ? Optional.of(Era.HEAD) : Optional.empty());
        if (known.isEmpty() || era.isEmpty()) {
            return Optional.empty();
        }
        Provenance from = known.values().iterator().next();
        List<String> wanted = config.dataset().tables();
        return Optional.of(new SourceResolution(
                era.get(),
                VersionRules.reference(asked, from),
                wanted.isEmpty() ? List.copyOf(known.keySet()) : wanted,
                from));
    }

    private static Era era(SyncConfig config, AdminClient admin) throws InterruptedException {
        return config.era().isPresent() ? config.era().get() : admin.detectEra();
    }

    /** What the reference of the settings means now. */
    static SourceResolution of(SyncConfig config, AdminClient admin, Era era) throws InterruptedException {
        DatasetRef asked = config.dataset().reference();
        ResolvedDataset dataset = published(admin, era, asked);
        List<String> published =
                dataset.tables().stream().map(DatasetTable::name).toList();
        List<String> unknown = config.dataset().selectionsOfOthers(published);
        if (!unknown.isEmpty()) {
            throw new SyncException(
                    Reason.CONFIGURATION_INVALID,
                    "Rows or columns are chosen of " + String.join(", ", unknown) + ", and " + dataset.asked()
                            + " has the tables " + String.join(", ", published) + ".");
        }
        return new SourceResolution(
                era,
                dataset.pinned(),
                chosen(config.dataset().tables(), published, dataset),
                new Provenance(asked.path(), dataset.version(), dataset.manifestHash()));
    }

    /** Nothing depends on the Admin API then, so its absence is no reason to wait. */
    private static Era detectedOrNewest(AdminClient admin) throws InterruptedException {
        try {
            return admin.detectEra();
        } catch (SyncException e) {
            LOG.atWarn()
                    .addKeyValue("reason", e.reason().label())
                    .log("The era is not known, and taken to be HEAD: {}", e.getMessage());
            return Era.HEAD;
        }
    }

    private static ResolvedDataset published(AdminClient admin, Era era, DatasetRef asked) throws InterruptedException {
        try {
            return admin.catalog(era).resolve(asked);
        } catch (SyncException e) {
            if (e.reason() != Reason.DATASET_NOT_FOUND) {
                throw e;
            }
            throw new SyncException(
                    Reason.DATASET_NOT_FOUND,
                    e.getMessage() + " Have you run '" + PublishCommand.of(era, asked) + "'?",
                    e);
        }
    }

    /** A wanted table that is not published is refused later, by the source, without stopping the others. */
    private static List<String> chosen(List<String> wanted, List<String> published, ResolvedDataset dataset) {
        if (wanted.isEmpty()) {
            published.forEach(Identifiers::checkedTable);
            return published;
        }
        List<String> unknown =
                wanted.stream().filter(table -> !published.contains(table)).toList();
        if (unknown.size() == wanted.size()) {
            throw new SyncException(
                    Reason.QUERY_REFUSED,
                    "TABLES names " + String.join(", ", unknown) + ", and " + dataset.asked() + " has "
                            + String.join(", ", published) + ".");
        }
        return wanted;
    }
}
