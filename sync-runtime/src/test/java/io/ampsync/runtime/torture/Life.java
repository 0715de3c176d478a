package io.ampsync.runtime.torture;

import io.ampsync.api.WriterReport;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.ResilienceSettings;
import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.encode.SegmentPool;
import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.Claim;
import io.ampsync.runtime.postgres.ClaimOutcome;
import io.ampsync.runtime.postgres.CommitProbe;
import io.ampsync.runtime.postgres.InternalTables;
import io.ampsync.runtime.postgres.Limits;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.postgres.StoredState;
import io.ampsync.runtime.postgres.TableStore;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.postgres.TargetTable;
import io.ampsync.runtime.postgres.TargetTables;
import io.ampsync.runtime.postgres.WriterClaim;
import io.ampsync.runtime.resilience.Endpoints;
import io.ampsync.runtime.stream.JournalEntries;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.RuleSettings;
import io.ampsync.runtime.sync.BatchLimits;
import io.ampsync.runtime.sync.Buffers;
import io.ampsync.runtime.sync.CommitSummary;
import io.ampsync.runtime.sync.OneTable;
import io.ampsync.runtime.sync.Pause;
import io.ampsync.runtime.sync.StopSignal;
import io.ampsync.runtime.sync.SyncListener;
import io.ampsync.runtime.sync.TableScope;
import io.ampsync.runtime.sync.TableTask;
import io.ampsync.runtime.sync.WriterSeat;
import io.ampsync.runtime.torture.wire.Wire;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;

/** One process from its start to its end, on the caller's thread and one for commits, by {@link Turns}. Time passes only when it is told to. */
final class Life implements SyncListener, CommitProbe {
    static final String SYNC = "default/torture";

    private static final Limits LIMITS = new Limits(
            Duration.ofSeconds(5),
            Duration.ofSeconds(3),
            Duration.ofMillis(500),
            Duration.ofSeconds(20),
            Duration.ofSeconds(20),
            Duration.ofMillis(40));

    private static final Provenance FROM = new Provenance("_/torture", "1.0.0", null);

    private static TargetTable table(RowId ids) {
        return new TargetTable(
                Ground.TABLE,
                ids,
                TableEncoder.of(Content.SCHEMA, EncodeSettings.DEFAULT).columns());
    }

    /**
     * How a process is set up.
     *
     * @param ids what the _id of its rows is made of
     * @param guest it runs while another one stands still
     * @param streams how many transactions may be open while their rows come
     * @param setsUp it makes sure of the internal tables, as every real one does: most of what a life costs
     */
    record Settings(
            String name,
            String instance,
            RowId ids,
            boolean guest,
            boolean setsUp,
            BatchLimits limits,
            int streams,
            RuleSettings rules) {}

    /** Who decides what happens. */
    interface Fate {
        void tick(Life life);

        void point(Life life, String point);

        void silence(Life life, boolean atOnce);

        void claimed(Life life, long epoch, String holder);

        void committed(Life life, CommitSummary commit);

        void failed(Life life, SyncException failure);

        void retrying(Life life);
    }

    final Wire wire;
    private final Turns turns;
    private final Settings settings;
    private final Fate fate;
    private final TargetDatabase database;
    private final WriterSeat seat;
    private final StopSignal stop = new StopSignal();
    private final OneTable table;
    private long nanos;
    private boolean dead;

    Life(Settings settings, Ground ground, World world, Fate fate, SplittableRandom random) {
        this.settings = settings;
        this.fate = fate;
        wire = ground.wire(settings.name());
        turns = new Turns(wire, random.split());
        database = TargetDatabase.of(ground.settings(settings.name()), settings.name(), LIMITS);
        seat = new WriterSeat(
                new WriterClaim(
                        database, SYNC, settings.instance(), random.split(), () -> Instant.EPOCH.plusNanos(nanos)),
                this);
        table = new OneTable(
                new TableTask(
                        Ground.TABLE,
                        "SELECT * FROM transfers",
                        "transfers",
                        EncodeSettings.DEFAULT.withId(settings.ids()),
                        FROM),
                new TableScope(
                        new TortureSource(world, this, random.split()),
                        Era.HEAD,
                        database,
                        seat,
                        this,
                        new Buffers(
                                settings.limits(),
                                new SegmentPool(settings.limits().bufferBytes()),
                                turns,
                                new Semaphore(settings.streams()),
                                null),
                        settings.rules(),
                        new Semaphore(1),
                        Duration.ofSeconds(60),
                        this,
                        stop,
                        () -> Instant.EPOCH.plusNanos(nanos),
                        () -> nanos,
                        new Impatient(),
                        ResilienceSettings.DEFAULT,
                        Endpoints.unguarded()));
    }

    /** Leaves a schema behind in which every table is there. */
    static void prepare(Ground ground) throws SQLException {
        Wire wire = ground.wire(ground.schema() + "-0");
        try (wire;
                TargetDatabase database = TargetDatabase.of(ground.settings(wire.name()), wire.name(), LIMITS)) {
            InternalTables.create(database);
            WriterClaim writer = new WriterClaim(database, SYNC, SYNC, new SplittableRandom(0), () -> Instant.EPOCH);
            if (writer.claim(0) instanceof ClaimOutcome.Held(Claim claim)) {
                new TargetTables(database, claim).ensure(table(RowId.BLOCK_ORDERED), FROM);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ground.awaitGone(wire.name());
    }

    /** Merges two neighbours of the journal, as thinning does with old ones. */
    void thin(int index) {
        try {
            TableStore store = new TableStore(database, seat.claim(), table(settings.ids()), CommitProbe.NONE);
            Optional<StoredState> stored = store.load();
            if (stored.isPresent() && stored.get().journal().size() > 1) {
                List<JournalEntry> journal = stored.get().journal();
                store.thin(
                        stored.get().network(), List.of(JournalEntries.merged(journal, index % (journal.size() - 1))));
            }
        } catch (SyncException e) {
            failed(Ground.TABLE, e);
        }
    }

    /** Makes every wait between two attempts zero. */
    private static final class Impatient implements RandomGenerator {
        @Override
        public long nextLong() {
            return 0;
        }

        @Override
        public double nextDouble() {
            return -0.5;
        }
    }

    /** Lives until told to end, or until only a person can help. */
    Optional<SyncException> run() throws InterruptedException {
        try {
            setUp();
            Optional<SyncException> stuck = table.run();
            if (!dead && stuck.isEmpty()) {
                seat.release();
            }
            return stuck;
        } catch (Killed e) {
            return Optional.empty();
        } catch (SyncException e) {
            return dead ? Optional.empty() : Optional.of(e);
        } finally {
            wire.die();
            database.close();
            wire.close();
        }
    }

    private void setUp() {
        while (!stop.isSet()) {
            try {
                if (settings.setsUp()) {
                    database.requireWritable();
                    InternalTables.create(database);
                }
                return;
            } catch (SyncException e) {
                if (dead || e.reason().needsPerson()) {
                    throw e;
                }
                failed(Ground.TABLE, e);
                fate.retrying(this);
            }
        }
    }

    String name() {
        return settings.name();
    }

    /** It runs while another one stands still. */
    boolean isGuest() {
        return settings.guest();
    }

    /** SIGKILL, here and now. */
    void kill() {
        dead = true;
        wire.die();
        stop.stop();
        throw new Killed();
    }

    boolean isDead() {
        return dead;
    }

    /** SIGTERM. */
    void stop() {
        stop.stop();
    }

    void tick() {
        pass(Duration.ofMillis(7));
        fate.tick(this);
        turns.mayPass(2);
    }

    /** A commit is on its way, and stands still where it is. */
    boolean isCommitting() {
        return turns.isCommitting();
    }

    void silence(boolean atOnce) {
        fate.silence(this, atOnce);
    }

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    void lookAtHeads() throws InterruptedException {
        table.lookAtHeads();
    }

    @Override
    public void at(String point) {
        if (dead) {
            throw new Killed();
        }
        pass(Duration.ofMillis(1));
        fate.point(this, point);
        turns.mayPass(3);
        if (dead) {
            throw new Killed();
        }
    }

    @Override
    public void writerChanged(WriterReport writer) {
        if (writer.state() == WriterReport.State.HELD && writer.epoch() != null && writer.holder() != null) {
            fate.claimed(this, writer.epoch(), writer.holder());
        }
    }

    @Override
    public void committed(String name, CommitSummary commit) {
        fate.committed(this, commit);
    }

    @Override
    public void failed(String name, SyncException failure) {
        if (!dead) {
            fate.failed(this, failure);
        }
    }

    @Override
    public void reconnecting(String name, Pause pause) {
        fate.retrying(this);
    }
}
