package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.api.WriterReport;
import io.ampsync.runtime.config.BreakerSettings;
import io.ampsync.runtime.config.DatabaseSettings;
import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.PressureSettings;
import io.ampsync.runtime.config.ResilienceSettings;
import io.ampsync.runtime.config.RetrySettings;
import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.config.SourceSettings;
import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.encode.SegmentPool;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.AmpSource;
import io.ampsync.runtime.flight.FlightSource;
import io.ampsync.runtime.postgres.CommitProbe;
import io.ampsync.runtime.postgres.InternalTables;
import io.ampsync.runtime.postgres.Limits;
import io.ampsync.runtime.postgres.PastReorgs;
import io.ampsync.runtime.postgres.PostgresFixture;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.postgres.WriterClaim;
import io.ampsync.runtime.resilience.BreakerState;
import io.ampsync.runtime.resilience.Endpoints;
import io.ampsync.runtime.stream.RuleSettings;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;

/** A sync loop in this process, as {@code ampsync sync} runs it, and what it told its listener. */
final class Loop implements SyncListener, AutoCloseable {
    static final String SYNC = "default/test";
    private static final Duration END = Duration.ofSeconds(15);

    final List<SyncException> failures = new CopyOnWriteArrayList<>();
    /** The table of each failure. */
    final List<String> failed = new CopyOnWriteArrayList<>();

    final List<CommitSummary> commits = new CopyOnWriteArrayList<>();
    final List<ReorgSummary> reorgs = new CopyOnWriteArrayList<>();
    final List<TableState> states = new CopyOnWriteArrayList<>();
    final List<BreakerState> breakers = new CopyOnWriteArrayList<>();
    final List<Pause> pauses = new CopyOnWriteArrayList<>();
    final List<Duration> paces = new CopyOnWriteArrayList<>();
    final List<WriterReport> writers = new CopyOnWriteArrayList<>();
    final List<PastReorgs> pasts = new CopyOnWriteArrayList<>();
    final AtomicLong received = new AtomicLong();
    final AtomicLong skipped = new AtomicLong();
    private final StopSignal stop = new StopSignal();
    private final RootAllocator allocator = new RootAllocator();
    private final TargetDatabase database;
    private final AmpSource source;
    private final CompletableFuture<SyncEngine.Outcome> outcome = new CompletableFuture<>();

    private Loop(Options options) {
        Playground at = options.at;
        Era era = Era.valueOf(at.amp.era().name());
        database = TargetDatabase.of(options.database, SYNC, Options.QUICK);
        source = options.source != null
                ? options.source
                : new FlightSource(
                        new SourceSettings(options.flight, era, null, null, 32 << 20, 8 << 20, Duration.ofSeconds(30)),
                        allocator);
        WriterClaim claim =
                new WriterClaim(database, SYNC, options.instance, new SecureRandom(), InstantSource.system());
        Endpoints endpoints = new Endpoints(options.breaker, System::nanoTime, breaker -> {
            breakerChanged(breaker);
            options.listener.breakerChanged(breaker);
        });
        TableScope scope = new TableScope(
                source,
                era,
                database,
                new WriterSeat(claim, this),
                SyncListener.all(List.of(this, options.listener, new EndpointWatch(endpoints))),
                new Buffers(
                        options.limits,
                        new SegmentPool(options.limits.bufferBytes()),
                        CommitThreads.VIRTUAL,
                        new Semaphore(options.streams),
                        null),
                RuleSettings.DEFAULT,
                new Semaphore(8),
                options.silence,
                options.probe,
                stop,
                InstantSource.system(),
                System::nanoTime,
                () -> 0L,
                new ResilienceSettings(options.retry, options.breaker, options.pressure),
                endpoints);
        DatasetRef dataset = DatasetRef.parse(Playground.DATASET + "@1.0.0");
        List<TableTask> tasks = options.tables.stream()
                .map(table -> new TableTask(
                        table,
                        dataset.select(era, table),
                        dataset.tableReference(era, era == Era.HEAD ? table : "blocks"),
                        EncodeSettings.DEFAULT.withId(options.ids),
                        new Provenance(dataset.path(), "1.0.0", null)))
                .toList();
        Thread.ofPlatform().name("loop").daemon().start(() -> {
            try {
                InternalTables.create(database);
                outcome.complete(new SyncEngine(tasks, scope).run());
            } catch (InterruptedException | RuntimeException e) {
                outcome.completeExceptionally(e);
            }
        });
    }

    /** How a loop is to run; each method changes this one. */
    static final class Options {
        static final Limits QUICK = new Limits(
                Duration.ofSeconds(5),
                Duration.ofSeconds(3),
                Duration.ofMillis(100),
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofMillis(300));

        private final Playground at;
        private List<String> tables = List.of("blocks");
        private BatchLimits limits = BatchLimits.DEFAULT;
        private RowId ids = RowId.BLOCK_ORDERED;
        private CommitProbe probe = CommitProbe.NONE;
        private Duration silence = Duration.ofSeconds(60);
        private String instance = SYNC;
        private int streams;
        private @Nullable AmpSource source;
        private RetrySettings retry = RetrySettings.DEFAULT.between(Duration.ofMillis(250), Duration.ofSeconds(30));
        private BreakerSettings breaker = BreakerSettings.DEFAULT;
        private PressureSettings pressure = PressureSettings.DEFAULT;
        private SyncListener listener = SyncListener.SILENT;

        private DatabaseSettings database;
        private URI flight;

        Options(Playground at) {
            this.at = at;
            database = at.settings;
            flight = URI.create(at.amp.flightUrl());
        }

        /** Its connections to the source go through this port. */
        Options flightThrough(int port) {
            flight = URI.create("http://127.0.0.1:" + port);
            return this;
        }

        /** Its connections to the database go through this port. */
        Options through(int port) {
            database = PostgresFixture.settings(at.settings.schema(), port);
            return this;
        }

        Options tables(String... names) {
            tables = List.of(names);
            return this;
        }

        Options limits(BatchLimits value) {
            limits = value;
            return this;
        }

        /** Every microbatch is a commit of its own. */
        Options committingEach() {
            return limits(new BatchLimits(1, Duration.ZERO, 32 << 20));
        }

        /** Microbatches beyond so many bytes are committed in pieces. */
        Options splittingAt(long bytes) {
            return limits(new BatchLimits(1, Duration.ZERO, bytes));
        }

        Options ids(RowId value) {
            ids = value;
            return this;
        }

        Options probe(CommitProbe value) {
            probe = value;
            return this;
        }

        Options silence(Duration value) {
            silence = value;
            return this;
        }

        Options instance(String value) {
            instance = value;
            return this;
        }

        /** So many transactions may be open while their rows still come. */
        Options streaming(int tables) {
            streams = tables;
            return this;
        }

        Options retry(RetrySettings value) {
            retry = value;
            return this;
        }

        Options breaker(BreakerSettings value) {
            breaker = value;
            return this;
        }

        Options pressure(PressureSettings value) {
            pressure = value;
            return this;
        }

        /** Somebody else hears everything, too. */
        Options toldTo(SyncListener value) {
            listener = value;
            return this;
        }

        Options source(AmpSource value) {
            source = value;
            return this;
        }

        Loop start() {
            Loop loop = new Loop(this);
            at.add(loop);
            return loop;
        }
    }

    /** Asks it to stop, and waits. */
    SyncEngine.Outcome stop() {
        stop.stop();
        return end();
    }

    /** Waits until it has ended by itself. */
    SyncEngine.Outcome end() {
        return ended(outcome);
    }

    private static <T> T ended(CompletableFuture<T> end) {
        try {
            return end.get(END.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("the loop did not end within " + END + ": " + Threads.dumped(), e);
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError("the loop did not end as it should", e);
        }
    }

    boolean isRunning() {
        return !outcome.isDone();
    }

    List<Reason> reasons() {
        return failures.stream().map(SyncException::reason).toList();
    }

    void awaitFailure(Reason reason) {
        Playground.await().untilAsserted(() -> assertThat(reasons()).contains(reason));
    }

    @Override
    public void stateChanged(String table, TableState state) {
        states.add(state);
    }

    @Override
    public void received(String table, long rows, long bytes) {
        received.incrementAndGet();
    }

    @Override
    public void skipped(String table, long rows) {
        skipped.addAndGet(rows);
    }

    @Override
    public void committed(String table, CommitSummary commit) {
        commits.add(commit);
    }

    @Override
    public void reorganized(String table, ReorgSummary reorg) {
        reorgs.add(reorg);
    }

    @Override
    public void failed(String table, SyncException failure) {
        failed.add(table);
        failures.add(failure);
    }

    @Override
    public void breakerChanged(BreakerState breaker) {
        breakers.add(breaker);
    }

    @Override
    public void reconnecting(String table, Pause pause) {
        pauses.add(pause);
    }

    @Override
    public void paced(String table, Duration delay) {
        paces.add(delay);
    }

    @Override
    public void reorgsKnown(String table, PastReorgs past) {
        pasts.add(past);
    }

    @Override
    public void writerChanged(WriterReport writer) {
        writers.add(writer);
    }

    /** Not one byte of Arrow memory may be left. */
    @Override
    public void close() {
        stop.stop();
        ended(outcome.handle((_, _) -> this));
        source.close();
        database.close();
        allocator.close();
    }
}
