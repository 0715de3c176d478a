package io.ampsync.runtime.cli;

import io.ampsync.api.DatasetReport;
import io.ampsync.api.Reason;
import io.ampsync.api.SyncReport;
import io.ampsync.runtime.adopt.Predecessors;
import io.ampsync.runtime.config.ByteSize;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.LimitSettings;
import io.ampsync.runtime.config.MemoryPlan;
import io.ampsync.runtime.config.OnVersionChange;
import io.ampsync.runtime.config.Secret;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.encode.SegmentPool;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.AmpSource;
import io.ampsync.runtime.flight.DirectMemory;
import io.ampsync.runtime.flight.FlightSource;
import io.ampsync.runtime.flight.StreamRequest;
import io.ampsync.runtime.postgres.CommitProbe;
import io.ampsync.runtime.postgres.InternalTables;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.postgres.StoredVersions;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.postgres.WriterClaim;
import io.ampsync.runtime.report.LiveReport;
import io.ampsync.runtime.resilience.Endpoints;
import io.ampsync.runtime.stream.RuleSettings;
import io.ampsync.runtime.sync.BatchLimits;
import io.ampsync.runtime.sync.Buffers;
import io.ampsync.runtime.sync.CommitThreads;
import io.ampsync.runtime.sync.EndpointWatch;
import io.ampsync.runtime.sync.StopSignal;
import io.ampsync.runtime.sync.SyncEngine;
import io.ampsync.runtime.sync.SyncListener;
import io.ampsync.runtime.sync.TableScope;
import io.ampsync.runtime.sync.WriterSeat;
import io.ampsync.runtime.version.Published;
import io.ampsync.runtime.version.VersionWatch;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
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
    private final Endpoints endpoints;
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
        endpoints = new Endpoints(config.resilience().breaker(), System::nanoTime, listener::breakerChanged);
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
        try (TargetDatabase database = TargetDatabase.of(config)) {
            target = database;
            Waiting waiting = new Waiting(
                    stop,
                    config.dataset().publicationPollLimit(),
                    config.resilience().retry(),
                    random);
            // What is wrong with the database shows at once, however long the source is waited for.
            Future<Optional<Map<String, Provenance>>> ready =
                    inBackground(() -> waiting.until(listener::databaseAnswered, () -> prepared(database)));
            try {
                Optional<SourceResolution> about = waiting.until(listener::sourceAnswered, () -> {
                    Optional<Map<String, Provenance>> stored = ready.isDone() ? answer(ready) : Optional.empty();
                    return asked(stored.orElse(Map.of()));
                });
                about.ifPresent(this::resolved);
                if (about.isEmpty()) {
                    return new SyncEngine.Outcome.Stopped();
                }
                Leg leg = sync(about.get(), () -> answer(ready), database, false);
                while (leg.next().isPresent() && !stop.isSet() && leg.outcome() instanceof SyncEngine.Outcome.Stopped) {
                    resolved(leg.next().get());
                    leg = sync(
                            leg.next().get(),
                            () -> Optional.of(StoredVersions.of(database, config.syncName())),
                            database,
                            true);
                }
                return leg.outcome();
            } finally {
                ready.cancel(true);
            }
        }
    }

    /** What the database knows is enough to go on with, until somebody can be asked what is new. */
    private SourceResolution asked(Map<String, Provenance> stored) throws InterruptedException {
        try {
            return SourceResolution.ask(config);
        } catch (SyncException e) {
            SourceResolution known = e.reason() == Reason.SOURCE_UNREACHABLE
                    ? SourceResolution.recalled(config, stored).orElse(null)
                    : null;
            if (known == null) {
                throw e;
            }
            LOG.atWarn()
                    .addKeyValue("reason", e.reason().label())
                    .log("Tables and versions are not known anew, and taken as they are stored: {}", e.getMessage());
            return known;
        }
    }

    /**
     * A run of the engine.
     *
     * @param next what to run then, if a version ended it that needs other tables
     */
    private record Leg(SyncEngine.Outcome outcome, Optional<SourceResolution> next) {}

    private Map<String, Provenance> prepared(TargetDatabase database) {
        database.requireWritable();
        Predecessors.meet(database);
        InternalTables.create(database);
        return StoredVersions.of(database, config.syncName());
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

    /** The versions that the database has; empty if stopped before it told. */
    private interface Stored {
        Optional<Map<String, Provenance>> versions() throws InterruptedException;
    }

    /** @param begins whether tables that a new version is filled into are begun; what goes on is looked at first */
    private Leg sync(SourceResolution about, Stored stored, TargetDatabase database, boolean begins)
            throws InterruptedException {
        boolean resync = config.dataset().onVersionChange() == OnVersionChange.RESYNC;
        MemoryPlan memory =
                memory(resync ? 2 * about.tables().size() : about.tables().size());
        StopSignal end = new StopSignal();
        try (Arena arena = new Arena();
                FlightSource source =
                        new FlightSource(config.flight().speaking(about.era(), memory.windowBytes()), arena.allocator);
                StopSignal.Registration _ = stop.onStop(() -> {
                    report.update(now -> now.withState(SyncReport.State.DRAINING));
                    end.stop();
                })) {
            TableTasks tasks = new TableTasks(config, about.era());
            // While the database is still being prepared.
            tasks.all(about, Map.of(), false).stream()
                    .findFirst()
                    .ifPresent(task -> source.planAhead(new StreamRequest(task.sql(), true, Map.of())));
            Optional<Map<String, Provenance>> versions = stored.versions();
            if (versions.isEmpty()) {
                return new Leg(new SyncEngine.Outcome.Stopped(), Optional.empty());
            }
            report.update(now -> now.withState(SyncReport.State.RUNNING));
            SyncEngine running = new SyncEngine(
                    tasks.all(about, versions.get(), begins), scope(about.era(), source, database, memory, end));
            engine = running;
            if (PublishedDataset.mayChange(config, about.era())) {
                try (PublishedDataset published = new PublishedDataset(config, about.era())) {
                    return followed(running, published, published::last, end);
                }
            }
            LOG.info(Events.VERSION_POLLING_DISABLED);
            return resync
                    ? followed(running, new ToldDataset(config, about), () -> Optional.of(about), end)
                    : new Leg(running.run(), Optional.empty());
        }
    }

    private Leg followed(
            SyncEngine running, Published published, Supplier<Optional<SourceResolution>> last, StopSignal end)
            throws InterruptedException {
        AtomicBoolean restarts = new AtomicBoolean();
        VersionWatch watch = new VersionWatch(
                config.dataset(),
                published,
                running.moves(),
                dataset -> report.update(now -> now.withDataset(dataset)),
                () -> {
                    restarts.set(true);
                    end.stop();
                },
                end,
                clock,
                random);
        Thread watching = Thread.ofVirtual().name("versions").start(watch);
        try {
            SyncEngine.Outcome outcome = running.run();
            return new Leg(outcome, restarts.get() ? last.get() : Optional.empty());
        } finally {
            watching.interrupt();
        }
    }

    private TableScope scope(Era era, AmpSource source, TargetDatabase database, MemoryPlan memory, StopSignal end) {
        LimitSettings limits = config.limits();
        WriterClaim writer = new WriterClaim(database, config.syncName(), config.instanceUid(), random, clock);
        return new TableScope(
                source,
                era,
                database,
                new WriterSeat(writer, listener),
                SyncListener.all(List.of(listener, new EndpointWatch(endpoints))),
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
                end,
                clock,
                System::nanoTime,
                random,
                config.resilience(),
                endpoints);
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
