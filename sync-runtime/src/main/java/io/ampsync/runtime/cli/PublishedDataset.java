package io.ampsync.runtime.cli;

import io.ampsync.runtime.admin.AdminClient;
import io.ampsync.runtime.admin.VersionMark;
import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.sync.TableTask;
import io.ampsync.runtime.version.Published;
import java.util.List;
import java.util.Optional;

/** The dataset of the settings, as an Admin API describes it. */
final class PublishedDataset implements Published, AutoCloseable {
    private final SyncConfig config;
    private final Era era;
    private final AdminClient admin;
    private volatile Optional<SourceResolution> last = Optional.empty();

    PublishedDataset(SyncConfig config, Era era) {
        this.config = config;
        this.era = era;
        admin = new AdminClient(config.admin(), SourceResolution.TIMEOUT);
    }

    /** True if there is somebody to ask, and the answer may ever be another one. */
    static boolean mayChange(SyncConfig config, Era era) {
        DatasetRef asked = config.dataset().reference();
        boolean someoneToAsk = config.adminNeeded() || config.admin().given();
        return someoneToAsk && !asked.isManifestHash() && (era == Era.HEAD || asked.isFloating());
    }

    /** What {@link #tasks} was told last. */
    Optional<SourceResolution> last() {
        return last;
    }

    @Override
    public Provenance now() throws InterruptedException {
        DatasetRef asked = config.dataset().reference();
        VersionMark mark = admin.catalog(era).mark(asked);
        return new Provenance(asked.path(), mark.version(), mark.manifestHash());
    }

    @Override
    public List<TableTask> tasks() throws InterruptedException {
        SourceResolution about = SourceResolution.of(config, admin, era);
        last = Optional.of(about);
        TableTasks tasks = new TableTasks(config, era);
        return about.tables().stream()
                .map(table -> tasks.of(table, about.pinned(), about.provenance()))
                .toList();
    }

    @Override
    public void close() {
        admin.close();
    }
}
