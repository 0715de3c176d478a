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
import io.ampsync.runtime.sync.Backoff;
import io.ampsync.runtime.sync.BatchLimits;
import io.ampsync.runtime.sync.Buffers;
import io.ampsync.runtime.sync.StopSignal;
import io.ampsync.runtime.sync.SyncEngine;
import io.ampsync.runtime.sync.SyncListener;
import io.ampsync.runtime.sync.TableScope;
import io.ampsync.runtime.sync.TableTask;
import io.ampsync.runtime.sync.WriterSeat;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** One sync from settings to end: waits for source and database, claims, streams, stops. */
final class SyncProgram {
    private static final Logger LOG = LoggerFactory.getLogger(SyncProgram.class);
    private static final Duration FIRST_POLL = Duration.ofSeconds(2);

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
        Optional<SourceResolution> resolved = patiently(listener::sourceAnswered, () -> SourceResolution.ask(config));
        if (resolved.isEmpty()) {
            return new SyncEngine.Outcome.Stopped();
        }
        SourceResolution about = resolved.get();
        report.update(now -> now.withDataset(running(about)));
        LOG.atInfo()
                .addKeyValue("dataset", about.pinned())
                .addKeyValue("era", about.era())
                .addKeyValue("tables", String.join(",", about.tables()))
                .log(Events.STARTING_DATASET_SYNC);
        LimitSettings limits = config.limits();
        MemoryPlan memory = memory(about.tables().size());
        try (TargetDatabase database = TargetDatabase.of(
                        config.database(), config.syncName(), Limits.DEFAULT.withLock(limits.databaseOperation()));
                Arena arena = new Arena();
                AmpSource source = new FlightSource(
                        config.flight().speaking(about.era(), memory.windowBytes()), arena.allocator)) {
            target = database;
            Optional<Boolean> ready = patiently(listener::databaseAnswered, () -> {
                database.requireWritable();
                InternalTables.create(database);
                return true;
            });
            if (ready.isEmpty()) {
                return new SyncEngine.Outcome.Stopped();
            }
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

    /** Tries until it works; empty if stopped meanwhile. What time cannot help is thrown. */
    private <T> Optional<T> patiently(Consumer<@Nullable SyncException> answered, Callable<T> attempt)
            throws InterruptedException {
        Backoff backoff = new Backoff(FIRST_POLL, config.dataset().publicationPollLimit(), random);
        @Nullable Reason last = null;
        while (!stop.isSet()) {
            try {
                T answer = attempt.call();
                answered.accept(null);
                return Optional.of(answer);
            } catch (SyncException e) {
                answered.accept(e);
                if (e.reason().needsPerson()) {
                    throw e;
                }
                waiting(e, e.reason() == last);
                last = e.reason();
            } catch (InterruptedException e) {
                throw e;
            } catch (Exception e) {
                throw new SyncException(Reason.DEFECT, "Unexpected: " + e, e);
            }
            if (stop.await(backoff.next())) {
                break;
            }
        }
        return Optional.empty();
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

    private static void waiting(SyncException failure, boolean again) {
        String event = switch (failure.reason()) {
            case DATASET_NOT_FOUND -> again ? Events.STILL_WAITING_FOR_DATASET : Events.DATASET_NOT_FOUND;
            case DATABASE_UNREACHABLE, DATABASE_UNAUTHENTICATED, DATABASE_READ_ONLY, DATABASE_FULL, DATABASE_BUSY ->
                Events.DB_CONNECTION_RETRY;
            // Any other trouble of these first questions is the source's.
            default -> Events.RETRYING_STREAM_CREATION;
        };
        LoggingEventBuilder line = again ? LOG.atInfo() : LOG.atWarn();
        line.addKeyValue("reason", failure.reason().label()).log(event + ": {}", failure.explain());
    }
}
