package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs every table of a sync, each on a virtual thread, until stopped, fenced, or nothing can go on. */
public final class SyncEngine {
    private static final Logger LOG = LoggerFactory.getLogger(SyncEngine.class);
    private static final Duration REFRESH = Duration.ofSeconds(10);

    private final Map<String, Assignment> tables = new LinkedHashMap<>();
    private final TableScope scope;
    private final SideTables sides;
    private final ConcurrentMap<String, SyncException> stuck = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable SyncException> fenced = new AtomicReference<>();

    public SyncEngine(List<TableTask> tasks, TableScope scope) {
        tasks.forEach(task -> tables.put(task.name(), new Assignment(task)));
        this.scope = scope;
        sides = new SideTables(scope, tables);
    }

    /** For taking the tables to another version while they run. */
    public VersionMove moves() {
        return new VersionMove(scope, tables, sides, () -> !stuck.isEmpty());
    }

    /** How the sync ended. */
    public sealed interface Outcome {
        /** As asked. */
        record Stopped() implements Outcome {}

        /** Another instance took over. */
        record Fenced(SyncException failure) implements Outcome {}

        /** No table can go on without a person. */
        record Stuck(List<SyncException> failures) implements Outcome {
            public Stuck {
                failures = List.copyOf(failures);
            }
        }
    }

    /** Returns when every table's work has ended. */
    public Outcome run() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(tables.size());
        HeadWatch heads = new HeadWatch(scope);
        SeenTables seen = new SeenTables(scope.source(), scope.era());
        List<Thread> threads = new ArrayList<>();
        Thread probing = Thread.ofVirtual().name("heads").start(heads);
        threads.add(probing);
        ClaimRefresh refresh = new ClaimRefresh(
                scope.seat(),
                scope.listener(),
                scope.stop(),
                this::fence,
                scope.endpoints().database());
        threads.add(Thread.ofVirtual().name("claim").start(() -> refresh.run(REFRESH)));
        threads.add(Thread.ofVirtual().name("beside").start(sides));
        for (Map.Entry<String, Assignment> table : tables.entrySet()) {
            threads.add(Thread.ofVirtual().name("table-" + table.getKey()).start(() -> {
                try {
                    run(table.getKey(), new TableSync(table.getValue(), scope(table.getValue()), heads, seen));
                } finally {
                    ended.countDown();
                }
            }));
        }
        ended.await();
        scope.stop().stop();
        // A source that hangs must not delay the end.
        probing.interrupt();
        for (Thread thread : threads) {
            thread.join();
        }
        if (fenced.get() == null) {
            release();
        }
        return verdict();
    }

    private TableScope scope(Assignment table) {
        TableTask task = table.current();
        return task.isBeside() ? scope.heardBy(sides.listener(task.name())) : scope;
    }

    /** How it ends if nothing more happens; for those who cannot wait for a table that hangs. */
    public Outcome verdict() {
        SyncException takeover = fenced.get();
        if (takeover != null) {
            return new Outcome.Fenced(takeover);
        }
        boolean none = tables.entrySet().stream()
                .allMatch(table -> table.getValue().isRetired() || stuck.containsKey(table.getKey()));
        return none && !stuck.isEmpty() ? new Outcome.Stuck(List.copyOf(stuck.values())) : new Outcome.Stopped();
    }

    private void run(String name, TableSync table) {
        try {
            if (table.run() instanceof TableSync.Stuck(SyncException failure)) {
                if (failure.reason() == Reason.FENCED) {
                    fence(failure);
                } else {
                    stuck.put(name, failure);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void fence(SyncException failure) {
        fenced.compareAndSet(null, failure);
        scope.seat().lost();
        scope.stop().stop();
    }

    private void release() {
        try {
            scope.seat().release();
        } catch (SyncException e) {
            LOG.debug("The claim was not released: {}", e.getMessage());
        }
    }
}
