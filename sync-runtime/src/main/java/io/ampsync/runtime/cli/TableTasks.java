package io.ampsync.runtime.cli;

import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.config.TableSelection;
import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.sync.TableTask;
import io.ampsync.runtime.version.VersionRules;
import java.util.List;
import java.util.Map;

/** Turns settings and a version into the work of a table. */
record TableTasks(SyncConfig config, Era era) {
    /** @param pinned the dataset at the revision that is to be streamed */
    TableTask of(String table, DatasetRef pinned, Provenance from) {
        TableSelection selection = config.dataset().selection(table);
        return new TableTask(
                table,
                selection.identity(),
                selection.from(pinned.tableReference(era, table)),
                pinned.tableReference(era, era == Era.HEAD ? table : "blocks"),
                EncodeSettings.DEFAULT.withValues(config.values()),
                from);
    }

    /**
     * The work of every table.
     *
     * @param stored the version that each table is made for, as far as it is known
     */
    List<TableTask> all(SourceResolution about, Map<String, Provenance> stored) {
        DatasetRef asked = config.dataset().reference();
        boolean followed = PublishedDataset.mayChange(config, era);
        return about.tables().stream()
                .map(table -> {
                    Provenance from = followed
                            ? VersionRules.start(asked, about.provenance(), stored.get(table))
                            : about.provenance();
                    return from.equals(about.provenance())
                            ? of(table, about.pinned(), from)
                            : of(table, VersionRules.reference(asked, from), from);
                })
                .toList();
    }
}
