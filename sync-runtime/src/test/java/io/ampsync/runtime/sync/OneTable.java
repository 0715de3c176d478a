package io.ampsync.runtime.sync;

import io.ampsync.runtime.fault.SyncException;
import java.util.Optional;

/** One table's work on the caller's thread, with nothing beside it that runs by the clock. */
public final class OneTable {
    private final TableSync table;
    private final HeadWatch heads;

    public OneTable(TableTask task, TableScope scope) {
        heads = new HeadWatch(scope);
        table = new TableSync(new Assignment(task), scope, heads, new SeenTables(scope.source(), scope.era()));
    }

    /** Returns when it was stopped, or with the failure that only a person can mend. */
    public Optional<SyncException> run() throws InterruptedException {
        return table.run() instanceof TableSync.Stuck(SyncException failure) ? Optional.of(failure) : Optional.empty();
    }

    /** What the engine does every second. */
    public void lookAtHeads() throws InterruptedException {
        heads.look();
    }
}
