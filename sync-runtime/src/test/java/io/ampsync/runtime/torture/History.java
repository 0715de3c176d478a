package io.ampsync.runtime.torture;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.stream.ModelChain.Block;
import io.ampsync.runtime.stream.RuleSettings;
import io.ampsync.runtime.sync.BatchLimits;
import io.ampsync.runtime.sync.CommitSummary;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One seed: a world, processes that live and die in it one after the other, everything that happens to them, and then
 * calm, in which the table has to become the chain. Nothing depends on time or on another thread.
 */
final class History implements Life.Fate {
    private static final int TICKS_TO_SETTLE = 3_000;
    private static final int TICKS_OF_A_RETRY = 25;
    private static final int LINES = 60;

    private enum Phase {
        EVENTFUL,
        CALM,
        OVER
    }

    private final long seed;
    private final Ground ground;
    private final World world;
    private final RowId ids;
    private final Judge judge;
    private final SplittableRandom random;
    private final SplittableRandom looking;
    private final Chances chances;
    private final Faults faults;
    private final Traps traps;
    private final BatchLimits limits;
    private final int streams;
    private final RuleSettings rules;
    private final List<String> log = new ArrayList<>();
    private final Map<String, Integer> seen = new TreeMap<>();
    private Phase phase = Phase.EVENTFUL;
    private int ticks;
    private int settling;
    private int silences;
    private int lives;
    private @Nullable AssertionError wrong;
    private Look last = Look.NOTHING;

    private History(long seed, Ground ground) {
        this.seed = seed;
        this.ground = ground;
        random = new SplittableRandom(seed);
        world = new World(random.split(), this::count);
        // Not drawn, so that the other seeds keep their histories.
        ids = Math.floorMod(seed, 8) == 0 ? RowId.XXH3 : RowId.BLOCK_ORDERED;
        judge = new Judge(world, ids);
        looking = random.split();
        chances = new Chances(this, world, random.split());
        traps = new Traps(ground);
        faults = new Faults(this, ground, world, traps, random.split());
        ticks = random.nextInt(8) == 0 ? 120 : 8 + random.nextInt(45);
        limits = new BatchLimits(
                List.of(1L, 2_000L, 1L << 24).get(random.nextInt(3)),
                random.nextInt(3) == 0 ? Duration.ZERO : Duration.ofMillis(30),
                List.of(400L, 2_500L, 1L << 25).get(random.nextInt(3)));
        rules = new RuleSettings(1 + random.nextInt(30));
        streams = random.nextInt(2);
    }

    /** What happened how often; a history that went wrong is an AssertionError with its last lines. */
    static Map<String, Integer> play(long seed, Ground ground) throws SQLException, InterruptedException {
        History history = new History(seed, ground);
        try (World _ = history.world) {
            history.play();
        } catch (AssertionError | RuntimeException | SQLException e) {
            throw new AssertionError("seed " + seed + ": " + e + "\n" + history.lastLines(), e);
        }
        return history.seen;
    }

    private String lastLines() {
        return String.join("\n", log.subList(Math.max(0, log.size() - LINES), log.size()));
    }

    private void play() throws SQLException, InterruptedException {
        boolean trapped = random.nextInt(2) == 0;
        if (random.nextInt(16) == 0) {
            ground.chooseNone();
        } else {
            ground.chooseEmpty(trapped);
        }
        try {
            livesAndEnd();
        } finally {
            traps.clear();
        }
    }

    private void livesAndEnd() throws SQLException, InterruptedException {
        while (phase != Phase.OVER) {
            Optional<SyncException> stuck = live(Life.SYNC, false);
            look();
            if (stuck.isPresent() && !justified(stuck.get().reason())) {
                throw new AssertionError("stopped without need: " + stuck.get().explain(), stuck.get());
            }
            if (stuck.isPresent() && phase == Phase.CALM && stuck.get().reason() == Reason.FORK_BEYOND_HISTORY) {
                return;
            }
            faults.newLife();
            if (phase == Phase.EVENTFUL) {
                chances.betweenLives();
                faults.mayRestore();
            }
        }
        judgeEnd(ground.look());
    }

    private void judgeEnd(Look end) {
        Block head = world.server.head().orElseThrow();
        if (end.checkpoint() == null || !head.cursor().equals(end.checkpoint().watermark())) {
            throw new AssertionError("the end is " + end.checkpoint() + ", the chain's " + head.cursor());
        }
        if (end.journal().getFirst().start() != world.server.firstBlock) {
            throw new AssertionError("the table begins at " + end.journal().getFirst());
        }
        if (world.neverReorganised() && end.reorgs() > 0) {
            throw new AssertionError(end.reorgs() + " reorgs are recorded, and the chain never changed");
        }
    }

    /** Runs a process of an instance to its end. */
    Optional<SyncException> live(String instance, boolean guest) throws InterruptedException, SQLException {
        lives++;
        String name = ground.schema() + "-" + lives;
        boolean setsUp = last.checkpoint() == null ? !ground.isComplete() : random.nextInt(5) == 0;
        note("life " + lives + (guest ? " of guest " + instance : ""));
        Life life = new Life(
                new Life.Settings(name, instance, ids, guest, setsUp, limits, streams, rules),
                ground,
                world,
                this,
                random.split());
        Optional<SyncException> stuck = life.run();
        stuck.ifPresent(failure -> note("  stuck: " + failure.reason() + " " + failure.getMessage()));
        ground.awaitGone(name);
        AssertionError found = wrong;
        if (found != null) {
            throw found;
        }
        return stuck;
    }

    private boolean justified(Reason reason) {
        return switch (reason) {
            case FENCED -> faults.tookOver();
            case CURSOR_IGNORED -> world.server.cursorsIgnored >= 3 || world.lied;
            case FORK_BEYOND_HISTORY -> world.forkBelowFirstBlock || world.lied;
            default -> faults.excuses(reason);
        };
    }

    void note(String line) {
        log.add(line);
    }

    void count(String what) {
        seen.merge(what, 1, Integer::sum);
    }

    Look last() {
        return last;
    }

    /** Reads everything as another session does, and judges it. */
    void look() {
        try {
            Look look = ground.look();
            judge.check(look);
            if (look.seq() != last.seq()) {
                count("commits");
                if (look.checkpoint() != null && look.checkpoint().open() != null) {
                    count("splits");
                }
                note("  seq " + look.seq() + " " + (look.checkpoint() == null ? "" : look.checkpoint()));
            }
            now(look);
        } catch (SQLException e) {
            throw new AssertionError("the reader failed", e);
        }
    }

    private void now(Look look) {
        last = look;
        world.begun = !look.journal().isEmpty();
    }

    /** The database is an older one from now on. */
    void wentBack() throws SQLException {
        now(ground.look());
        judge.wentBack(last);
    }

    /** Something that must never be; the process that showed it ends. */
    private void check(Life life, Runnable question) {
        try {
            question.run();
        } catch (AssertionError e) {
            wrong = wrong == null ? e : wrong;
            phase = Phase.OVER;
            life.kill();
        }
    }

    @Override
    public void tick(Life life) {
        if (life.isGuest()) {
            faults.guestTick(life);
            return;
        }
        switch (phase) {
            case OVER -> life.stop();
            case CALM -> check(life, this::settle);
            case EVENTFUL -> {
                if (ticks-- <= 0) {
                    calmDown();
                } else {
                    chances.happen(life);
                    faults.mayBeArmed(life);
                }
            }
        }
    }

    private void settle() {
        if (++settling > TICKS_TO_SETTLE) {
            throw new AssertionError("does not settle: " + last.checkpoint());
        }
    }

    private void calmDown() {
        note("calm");
        phase = Phase.CALM;
        try {
            faults.forget();
        } catch (SQLException e) {
            throw new AssertionError("the ground failed", e);
        }
        world.calmDown();
    }

    /** The server has nothing more to say. */
    @Override
    public void silence(Life life, boolean atOnce) {
        if (phase == Phase.CALM && !atOnce && !life.isGuest()) {
            silences++;
            if (silences == 1) {
                world.endStream = true;
            } else {
                phase = Phase.OVER;
                life.stop();
            }
        }
    }

    @Override
    public void point(Life life, String point) {
        if (point.equals("commit.after") || looking.nextInt(8) == 0) {
            check(life, this::look);
        }
        if (!life.isGuest() && phase == Phase.EVENTFUL) {
            faults.at(life, point);
        }
    }

    @Override
    public void claimed(Life life, long epoch, String holder) {
        check(life, () -> {
            look();
            judge.claimed(epoch, holder, last);
        });
        if (life.isGuest()) {
            faults.claimedByGuest();
        }
    }

    /** What is reported as committed is in the database, unless that went back or on before the report. */
    @Override
    public void committed(Life life, CommitSummary commit) {
        if (!life.isGuest() && faults.struckBehindACommit()) {
            return;
        }
        check(life, () -> {
            look();
            Look.Checkpoint found = last.checkpoint();
            boolean there = found != null
                    && (commit.closed()
                            ? commit.range().cursor().equals(found.watermark())
                            : found.open() != null
                                    && found.open().hash().equals(commit.range().hash()));
            if (!there) {
                throw new AssertionError("reported as committed: " + commit + ", and found: " + found);
            }
        });
    }

    @Override
    public void failed(Life life, SyncException failure) {
        count("failed " + failure.reason().label());
        note("  failed: " + failure.reason() + " " + failure.getMessage());
        faults.heard(life, failure.reason());
        if (failure.reason() == Reason.DEFECT) {
            check(life, () -> {
                throw new AssertionError("a defect: " + failure.getMessage(), failure);
            });
        }
    }

    @Override
    public void retrying(Life life) {
        if (life.isGuest()) {
            faults.guestTick(life);
        } else if (phase == Phase.CALM) {
            settling += TICKS_OF_A_RETRY;
            check(life, this::settle);
        } else {
            ticks--;
            if (ticks < -200) {
                calmDown();
            }
        }
    }

    @Override
    public String toString() {
        return "history " + seed;
    }
}
