package io.ampsync.runtime.torture;

import io.ampsync.api.Reason;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** One thing at a time that goes wrong at a named point of a commit, at a byte of a connection, or in the database. */
final class Faults {
    private enum Kind {
        KILL,
        KILL_SENDING,
        KILL_RECEIVING,
        CUT,
        CUT_SENDING,
        CUT_RECEIVING,
        LOSE_ANSWER,
        OUT_OF_MEMORY,
        TERMINATE,
        TAKEOVER,
        FAILOVER,
        SERVER_ERROR
    }

    private static final Kind[] KINDS = Kind.values();
    private static final String BETWEEN = "between commits";
    private static final String OTHER = "other-instance";

    private final History history;
    private final Ground ground;
    private final World world;
    private final Traps traps;
    private final SplittableRandom random;
    private final Set<Reason> excused = EnumSet.noneOf(Reason.class);
    private @Nullable Kind armed;
    private int points;
    private boolean copy;
    private boolean struckBehindACommit;
    private boolean tookOver;
    private int guestTicks;

    Faults(History history, Ground ground, World world, Traps traps, SplittableRandom random) {
        this.traps = traps;
        this.history = history;
        this.ground = ground;
        this.world = world;
        this.random = random;
    }

    /** Arms a fault now and then; some strike at once. */
    void mayBeArmed(Life life) {
        int roll = random.nextInt(100);
        if (roll < 10 && armed == null && !life.wire.isArmed()) {
            armed = KINDS[random.nextInt(KINDS.length)];
            points = random.nextInt(random.nextBoolean() ? 8 : 30);
        } else if (roll < 13) {
            keepCopy();
        } else if (roll == 13) {
            strike(life, KINDS[random.nextInt(KINDS.length)], BETWEEN);
        }
    }

    /** The process is at a named point of a commit. */
    void at(Life life, String point) {
        Kind kind = armed;
        if (kind != null && points-- <= 0) {
            armed = null;
            strike(life, kind, point);
        }
    }

    private void strike(Life life, Kind kind, String where) {
        history.note("fault " + kind + " at " + where);
        history.count("faults " + kind);
        history.count("faults at " + where);
        // Between commits too: one may have landed of which nobody has heard yet.
        struckBehindACommit = where.equals("commit.after") || where.equals(BETWEEN);
        try {
            switch (kind) {
                case KILL -> life.kill();
                case KILL_SENDING -> life.wire.cutAfterSending(bytes(), life::kill);
                case KILL_RECEIVING -> life.wire.cutAfterReceiving(bytes(), life::kill);
                case CUT -> life.wire.cut();
                case CUT_SENDING -> life.wire.cutAfterSending(bytes(), () -> {});
                case CUT_RECEIVING -> life.wire.cutAfterReceiving(bytes(), () -> {});
                case LOSE_ANSWER -> life.wire.cutAfterReceiving(0, () -> {});
                case OUT_OF_MEMORY -> throw new OutOfMemoryError("planted");
                case TERMINATE -> ground.terminate(life.name());
                case TAKEOVER -> takeOver(life);
                case FAILOVER -> failOver(life, where);
                case SERVER_ERROR -> excused.addAll(traps.set(random, history));
            }
        } catch (SQLException e) {
            throw new AssertionError("the ground failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private long bytes() {
        return random.nextInt(3) == 0 ? random.nextInt(6_000) : random.nextInt(1_500);
    }

    /** The process stands still wherever it is, like one that got SIGSTOP, while another takes over, works and ends. */
    private void takeOver(Life life) throws SQLException, InterruptedException {
        boolean other = random.nextInt(3) == 0;
        if (other && random.nextBoolean()) {
            ground.letTheWriterLookDead();
        }
        guestTicks = random.nextInt(3) == 0 ? 0 : random.nextInt(25);
        history.live(other ? OTHER : Life.SYNC, true);
        history.note("  and on with " + life.name());
    }

    /** A guest sees a quiet world, and ends soon, in one way or the other. */
    void guestTick(Life guest) {
        if (random.nextInt(3) == 0) {
            world.chain.grow(1);
        }
        if (guestTicks-- <= 0) {
            if (random.nextBoolean()) {
                guest.kill();
            }
            guest.stop();
        }
    }

    void claimedByGuest() {
        tookOver = true;
    }

    private void keepCopy() {
        try {
            if (history.last().checkpoint() != null) {
                history.note("copy kept at seq " + history.last().seq());
                ground.keepCopy();
                copy = true;
            }
        } catch (SQLException e) {
            throw new AssertionError("the ground failed", e);
        }
    }

    /**
     * The server is gone, and a standby that lags behind takes its place. A proxy may keep the process's connections
     * while that happens, as long as no transaction is open.
     */
    private void failOver(Life life, String where) throws SQLException {
        boolean unnoticed = where.equals(BETWEEN) && !life.isCommitting() && random.nextBoolean();
        if (!unnoticed) {
            life.wire.cut();
        }
        if (copy) {
            traps.clear();
            if (!unnoticed) {
                ground.awaitGone(life.name());
            }
            ground.restoreCopy();
            history.wentBack();
            history.note("  back at seq " + history.last().seq() + (unnoticed ? ", unnoticed" : ""));
        }
    }

    /** Between two processes the same, without haste: a backup is restored. */
    void mayRestore() throws SQLException {
        if (copy && random.nextInt(5) == 0) {
            ground.restoreCopy();
            history.wentBack();
            history.count("restores");
            history.note("restored: back at seq " + history.last().seq());
        }
    }

    /** Since the last question. */
    boolean struckBehindACommit() {
        boolean struck = struckBehindACommit;
        struckBehindACommit = false;
        return struck;
    }

    boolean tookOver() {
        return tookOver;
    }

    boolean excuses(Reason reason) {
        return excused.contains(reason);
    }

    /** A failure was reported. The database's clock is not ours to move, but what it wrote down is. */
    void heard(Life life, Reason reason) {
        try {
            traps.clear();
            if (reason == Reason.WRITER_WAITING && !life.isGuest()) {
                ground.letTheWriterLookDead();
            }
        } catch (SQLException e) {
            throw new AssertionError("the ground failed", e);
        }
    }

    /** From now on nothing goes wrong. */
    void forget() throws SQLException {
        armed = null;
        traps.clear();
    }

    /** The process that it was meant for is gone. */
    void newLife() throws SQLException {
        forget();
        tookOver = false;
        excused.clear();
    }
}
