package io.ampsync.runtime.cli;

import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.OnVersionChange;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.config.TableSelection;
import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.postgres.SideNames;
import io.ampsync.runtime.sync.TableTask;
import io.ampsync.runtime.version.VersionRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns settings and a version into the work of a table. */
record TableTasks(SyncConfig config, Era era) {
    /** @param pinned the dataset at the revision that is to be streamed */
    TableTask of(String table, DatasetRef pinned, Provenance from) {
        TableSelection selection = config.dataset().selection(table);
        return new TableTask(
                table,
                table,
                selection.identity(),
                selection.from(pinned.tableReference(era, table)),
                pinned.tableReference(era, era == Era.HEAD ? table : "blocks"),
                EncodeSettings.DEFAULT.withValues(config.values()),
                from);
    }

    /**
     * The work of every table, and of those that are filled beside them.
     *
     * @param stored the version that each table is made for, as far as it is known
     * @param begins true if tables that another version is to be filled into are begun; else those that are there go on
     */
    List<TableTask> all(SourceResolution about, Map<String, Provenance> stored, boolean begins) {
        List<TableTask> tasks = new ArrayList<>();
        for (String table : about.tables()) {
            TableTask task = of(table, about, start(about, stored.get(table)));
            tasks.add(task);
            Provenance beside = config.dataset().onVersionChange() != OnVersionChange.RESYNC
                    ? null
                    : begins ? about.provenance() : stored.get(SideNames.filling(table));
            if (beside != null && VersionRules.isOther(task.provenance(), beside)) {
                tasks.add(of(table, about, beside).beside());
            }
        }
        return tasks;
    }

    private Provenance start(SourceResolution about, @Nullable Provenance stored) {
        OnVersionChange policy = config.dataset().onVersionChange();
        return PublishedDataset.mayChange(config, era) || policy == OnVersionChange.RESYNC
                ? VersionRules.start(config.dataset().reference(), about.provenance(), stored, policy)
                : about.provenance();
    }

    private TableTask of(String table, SourceResolution about, Provenance from) {
        return from.equals(about.provenance())
                ? of(table, about.pinned(), from)
                : of(table, VersionRules.reference(config.dataset().reference(), from), from);
    }
}
