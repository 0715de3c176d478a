package io.ampsync.runtime.cli;

import io.ampsync.api.DatasetReport;
import io.ampsync.api.Reason;
import io.ampsync.api.SyncReport;
import io.ampsync.runtime.config.ByteSize;
import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.LimitSettings;
import io.ampsync.runtime.config.MemoryPlan;
import io.ampsync.runtime.config.Secret;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.encode.SegmentPool;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.AmpSource;
import io.ampsync.runtime.flight.DirectMemory;
import io.ampsync.runtime.flight.FlightSource;
import io.ampsync.runtime.postgres.CommitProbe;
import io.ampsync.runtime.postgres.InternalTables;
import io.ampsync.runtime.postgres.Limits;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.postgres.WriterClaim;
import io.ampsync.runtime.report.LiveReport;
import io.ampsync.runtime.stream.RuleSettings;
import io.ampsync.runtime.sync.BatchLimits;
import io.ampsync.runtime.sync.Buffers;
import io.ampsync.runtime.sync.CommitThreads;
import io.ampsync.runtime.sync.StopSignal;
import io.ampsync.runtime.sync.SyncEngine;
import io.ampsync.runtime.sync.SyncListener;
import io.ampsync.runtime.sync.TableScope;
import io.ampsync.runtime.sync.TableTask;
import io.ampsync.runtime.sync.WriterSeat;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One sync from settings to end: waits for source and database, claims, streams, stops. */
final class SyncProgram {
    private static final Logger LOG = LoggerFactory.getLogger(SyncProgram.class);
    /** Besides transactions that stay open while rows come: other tables' commits, and the claim. */
    private static final int OTHER_CONNECTIONS = 2;

    private final SyncConfig config;
    private final int share;
    private final SyncListener listener;
    private final LiveReport report;
    private final StopSignal stop;
    private final InstantSource clock;
    private final RandomGenerator random = new SecureRandom();
    private volatile @Nullable SyncEngine engine;
    private volatile @Nullable TargetDatabase target;

    /**
     * Runs nothing yet.
     *
     * @param share how many syncs share the memory of this process
     * @param listener hears everything, the report included
     */
    SyncProgram(
            SyncConfig config,
            int share,
            SyncListener listener,
            LiveReport report,
            StopSignal stop,
            InstantSource clock) {
        this.config = config;
        this.share = share;
        this.listener = listener;
        this.report = report;
        this.stop = stop;
        this.clock = clock;
    }

    /** How it ends if nothing more happens. */
    SyncEngine.Outcome verdict() {
        SyncEngine running = engine;
        return running == null ? new SyncEngine.Outcome.Stopped() : running.verdict();
    }

    /** Takes over the Secrets of {@code now}: for new connections, and for calls from now on. */
    void rotate(SyncConfig now) {
        TargetDatabase running = target;
        if (running != null) {
            running.use(now.database());
        }
        Secret token = config.flight().token();
        Secret next = now.flight().token();
        if (token != null && next != null) {
            token.rotate(next);
        }
    }

    SyncEngine.Outcome run() throws InterruptedException {
        try (TargetDatabase database = TargetDatabase.of(
                config.database(),
                config.syncName(),
                Limits.DEFAULT.withLock(config.limits().databaseOperation()))) {
            target = database;
            Waiting waiting = new Waiting(stop, config.dataset().publicationPollLimit(), random);
            // What is wrong with the database shows at once, however long the source is waited for.
            Future<Optional<TargetDatabase>> ready =
                    inBackground(() -> waiting.until(listener::databaseAnswered, () -> prepared(database)));
            try {
                Optional<SourceResolution> about = waiting.until(listener::sourceAnswered, () -> {
                    if (ready.isDone()) {
                        answer(ready);
                    }
                    return SourceResolution.ask(config);
                });
                about.ifPresent(this::resolved);
                if (about.isEmpty() || answer(ready).isEmpty()) {
                    return new SyncEngine.Outcome.Stopped();
                }
                return sync(about.get(), database);
            } finally {
                ready.cancel(true);
            }
        }
    }

    private static TargetDatabase prepared(TargetDatabase database) {
        database.requireWritable();
        InternalTables.create(database);
        return database;
    }

    private static <T> Future<T> inBackground(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        Thread.ofVirtual().name("database").start(task);
        return task;
    }

    private static <T> T answer(Future<T> of) throws InterruptedException {
        try {
            return of.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof SyncException known
                    ? known
                    : new SyncException(Reason.DEFECT, "Unexpected: " + e.getCause(), e.getCause());
        }
    }

    private void resolved(SourceResolution about) {
        report.update(now -> now.withDataset(running(about)));
        LOG.atInfo()
                .addKeyValue("dataset", about.pinned())
                .addKeyValue("era", about.era())
                .addKeyValue("tables", String.join(",", about.tables()))
                .log(Events.STARTING_DATASET_SYNC);
    }

    private SyncEngine.Outcome sync(SourceResolution about, TargetDatabase database) throws InterruptedException {
        LimitSettings limits = config.limits();
        MemoryPlan memory = memory(about.tables().size());
        try (Arena arena = new Arena();
                AmpSource source = new FlightSource(
                        config.flight().speaking(about.era(), memory.windowBytes()), arena.allocator)) {
            WriterClaim writer = new WriterClaim(database, config.syncName(), config.instanceUid(), random, clock);
            TableScope scope = new TableScope(
                    source,
                    about.era(),
                    database,
                    new WriterSeat(writer, listener),
                    listener,
                    new Buffers(
                            BatchLimits.DEFAULT.holding(memory.bufferBytes()),
                            new SegmentPool(memory.poolBytes()),
                            CommitThreads.VIRTUAL,
                            new Semaphore(Math.max(0, config.database().maxConnections() - OTHER_CONNECTIONS)),
                            limits.spoolDirectory()),
                    new RuleSettings(limits.retentionBlocks()),
                    new Semaphore(limits.concurrentBatches()),
                    limits.silence(),
                    CommitProbe.NONE,
                    stop,
                    clock,
                    System::nanoTime,
                    random);
            report.update(now -> now.withState(SyncReport.State.RUNNING));
            try (StopSignal.Registration _ =
                    stop.onStop(() -> report.update(now -> now.withState(SyncReport.State.DRAINING)))) {
                SyncEngine running = new SyncEngine(tasks(about), scope);
                engine = running;
                return running.run();
            }
        }
    }

    private MemoryPlan memory(int tables) {
        long heap = Runtime.getRuntime().maxMemory();
        long direct = DirectMemory.limit();
        config.limits().memoryBytes().stream()
                .filter(asked -> heap + direct > asked)
                .forEach(asked -> LOG.warn(
                        "{}: AMPSYNC_MEMORY={} is less than what this JVM was started with; bin/ampsync starts it right.",
                        Events.SETTING_WITHOUT_EFFECT,
                        asked));
        MemoryPlan plan = MemoryPlan.of(heap / share, direct / share, tables, config.flight(), config.limits());
        LOG.debug("heap {}, direct {}: {}", ByteSize.text(heap), ByteSize.text(direct), plan);
        return plan;
    }

    private DatasetReport running(SourceResolution about) {
        Provenance from = about.provenance();
        return new DatasetReport(
                config.dataset().reference().toString(), from.version(), from.version(), from.manifestHash(), null);
    }

    private List<TableTask> tasks(SourceResolution about) {
        DatasetRef dataset = about.pinned();
        Era era = about.era();
        return about.tables().stream()
                .map(table -> new TableTask(
                        table,
                        dataset.select(era, table),
                        dataset.tableReference(era, era == Era.HEAD ? table : "blocks"),
                        EncodeSettings.DEFAULT.withValues(config.values()),
                        about.provenance()))
                .toList();
    }

    /** Arrow's memory. What is left in it when the sync is over is nobody's, and no reason to end as a defect. */
    private static final class Arena implements AutoCloseable {
        final BufferAllocator allocator = new RootAllocator();

        @Override
        public void close() {
            try {
                allocator.close();
            } catch (IllegalStateException e) {
                LOG.debug("Arrow memory was in use at the end", e);
            }
        }
    }
}
