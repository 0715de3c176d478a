package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.WriterReport;
import io.ampsync.runtime.config.RetrySettings;
import io.ampsync.runtime.postgres.PostgresFixture;
import io.ampsync.runtime.torture.wire.Gate;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Two engines of one sync in every round: the one that works is cut off from the database, stands still in the middle of
 * something, or meets another two that start at once. {@code -Drounds=N} and {@code -Dseed=N} choose how often and which.
 */
class WritersIT {
    private static final int ROUNDS = Integer.getInteger("rounds", 15);
    /** A table is compared as a whole, so it must not grow for ever. */
    private static final int ROUNDS_OF_A_TABLE = 25;

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private enum Kind {
        /** Nothing arrives until another one has taken over; then all of it does. */
        STANDS_STILL,
        /** The same, and the connections do not outlive it. */
        PARTITIONED,
        /** Two start at once while the first one works. */
        RACE
    }

    private final SplittableRandom random = new SplittableRandom(Long.getLong("seed", 1));
    private final Map<Kind, Integer> played = new EnumMap<>(Kind.class);

    /** An engine and its way to the database. */
    private record Writer(Loop loop, Gate gate) implements AutoCloseable {
        static Writer start(Playground at) throws IOException {
            Gate gate = new Gate(PostgresFixture.shared().port());
            Loop loop = at.loop()
                    .committingEach()
                    .through(gate.port())
                    .retry(RetrySettings.DEFAULT.between(Duration.ofMillis(20), Duration.ofMillis(100)))
                    .start();
            return new Writer(loop, gate);
        }

        /** It has claimed the right to write. */
        Writer awaitClaim() {
            await().until(() -> loop.writers.stream().anyMatch(writer -> writer.state() == WriterReport.State.HELD));
            return this;
        }

        void awaitFenced() {
            await().until(() -> !loop.isRunning());
            assertThat(loop.end()).isInstanceOf(SyncEngine.Outcome.Fenced.class);
        }

        @Override
        public void close() {
            loop.close();
            gate.close();
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(5));
    }

    @Test
    void nobodyWritesBehindALaterClaim() throws Exception {
        for (int round = 0; round < ROUNDS; round += ROUNDS_OF_A_TABLE) {
            try (Playground at = Playground.create()) {
                play(at, Math.min(ROUNDS_OF_A_TABLE, ROUNDS - round));
            }
        }
        System.getLogger("writers").log(System.Logger.Level.INFO, "{0} rounds {1}, 0 foreign rows", ROUNDS, played);
    }

    private void play(Playground at, int rounds) throws Exception {
        Map<String, Long> epochs = new HashMap<>();
        Writer first = Writer.start(at).awaitClaim();
        Throwable wrong = null;
        try {
            for (int round = 0; round < rounds; round++) {
                Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
                played.merge(kind, 1, Integer::sum);
                first = kind == Kind.RACE ? race(at, first, epochs) : takeOver(at, first, kind, epochs);
                at.awaitExact("blocks");
                noteClaims(first, epochs);
                assertThat(foreign(at, epochs))
                        .as("after %s in round %d", kind, round)
                        .isEmpty();
            }
        } catch (Exception | AssertionError e) {
            wrong = e;
            throw e;
        } finally {
            close(first, wrong);
        }
    }

    /** One that is still shut off cannot end in time; that must not hide why it is. */
    private static void close(Writer writer, @Nullable Throwable wrong) {
        try {
            writer.close();
        } catch (AssertionError late) {
            if (wrong == null) {
                throw late;
            }
            wrong.addSuppressed(late);
        }
    }

    /** The first one is cut off anywhere, a second takes over and works, and the first goes on where it was. */
    private Writer takeOver(Playground at, Writer first, Kind kind, Map<String, Long> epochs) throws Exception {
        happen(at);
        LockSupport.parkNanos(random.nextLong(12_000_000));
        first.gate().shut();
        if (random.nextBoolean()) {
            happen(at);
        }
        Writer second = Writer.start(at).awaitClaim();
        happen(at);
        at.awaitHead("blocks");
        if (kind == Kind.PARTITIONED) {
            first.gate().cut();
        }
        first.gate().open();
        at.amp.chain().advance(1);
        end(first, epochs);
        return second;
    }

    /** Of three that are there at once one remains: the last that claimed. */
    private Writer race(Playground at, Writer first, Map<String, Long> epochs) throws Exception {
        happen(at);
        List<Writer> writers = new ArrayList<>(List.of(first, Writer.start(at), Writer.start(at)));
        writers.forEach(Writer::awaitClaim);
        while (writers.size() > 1) {
            at.amp.chain().advance(1);
            await().until(() ->
                    writers.stream().anyMatch(writer -> !writer.loop().isRunning()));
            for (Writer writer : List.copyOf(writers)) {
                if (!writer.loop().isRunning()) {
                    end(writer, epochs);
                    writers.remove(writer);
                }
            }
        }
        assertThat(writers).as("one goes on").hasSize(1);
        return writers.getFirst();
    }

    private static void end(Writer writer, Map<String, Long> epochs) {
        writer.awaitFenced();
        noteClaims(writer, epochs);
        writer.close();
    }

    private void happen(Playground at) {
        if (random.nextInt(3) == 0) {
            at.amp.chain().reorg(1 + random.nextInt(8), 1 + random.nextInt(10));
        }
        at.amp.chain().advance(1 + random.nextInt(12));
    }

    private static void noteClaims(Writer writer, Map<String, Long> epochs) {
        for (WriterReport report : writer.loop().writers) {
            if (report.state() == WriterReport.State.HELD) {
                epochs.put(Objects.requireNonNull(report.holder()), Objects.requireNonNull(report.epoch()));
            }
        }
    }

    /** Commits by a holder that nobody knows, or behind one of a later epoch. */
    private static List<String> foreign(Playground at, Map<String, Long> epochs) throws SQLException {
        List<String> foreign = new ArrayList<>();
        long newest = 0;
        for (String commit :
                at.column("SELECT holder || ' wrote ' || seq FROM {schema}._ampsync_changes ORDER BY seq")) {
            long epoch = epochs.getOrDefault(commit.substring(0, commit.indexOf(' ')), -1L);
            if (epoch < newest) {
                foreign.add(commit);
            }
            newest = Math.max(newest, epoch);
        }
        return foreign;
    }
}
