package io.ampsync.runtime.cli;

import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.config.TableSelection;
import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.sync.TableTask;

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
}
