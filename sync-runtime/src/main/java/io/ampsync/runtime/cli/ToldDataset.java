package io.ampsync.runtime.cli;

import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.sync.TableTask;
import io.ampsync.runtime.version.Published;
import java.util.List;

/** A dataset of which nothing can change while we run: the settings name one version, or there is nobody to ask. */
record ToldDataset(SyncConfig config, SourceResolution about) implements Published {
    @Override
    public Provenance now() {
        return about.provenance();
    }

    @Override
    public List<TableTask> tasks() {
        TableTasks tasks = new TableTasks(config, about.era());
        return about.tables().stream()
                .map(table -> tasks.of(table, about.pinned(), about.provenance()))
                .toList();
    }
}
