package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.simulator.flight.Behaviour.KeepAlive;
import io.ampsync.simulator.flight.Fault;
import io.ampsync.simulator.flight.Fault.Action;
import io.ampsync.simulator.flight.Fault.Place;
import io.grpc.Status;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What becomes durable, when, and what does not, on streams that keep silent, stop short, break or begin late. */
class StreamIT {
    private static final String NOTHING = "nothing";

    @Test
    @DisplayName("49, 50: the table is there while the stream is silent, and silence is no failure")
    void theTableIsThereBeforeTheFirstMessage() throws Exception {
        try (Playground at = Playground.create()) {
            at.amp.behave(behaviour -> behaviour.withSilent(true));
            Loop loop = at.start();
            Playground.await()
                    .untilAsserted(() -> assertThat(at.exists("blocks")).isTrue());
            Playground.await().untilAsserted(() -> assertThat(loop.states).contains(TableState.BACKFILLING));
            Playground.await()
                    .during(Duration.ofMillis(1_200))
                    .untilAsserted(() -> assertThat(loop.failures).isEmpty());
            assertThat(at.rows("blocks")).isEmpty();

            at.amp.behave(behaviour -> behaviour.withSilent(false));
            at.awaitExact("blocks");
        }
    }

    @Test
    @DisplayName("50: silence between microbatches is waited through, and the table goes on behind it")
    void silenceBetweenMicrobatchesIsWaitedThrough() throws Exception {
        try (Playground at = Playground.create()) {
            Loop loop = at.loop().silence(Duration.ofMillis(100)).start();
            at.awaitExact("blocks");
            Playground.await()
                    .during(Duration.ofMillis(1_200))
                    .untilAsserted(() -> assertThat(loop.failures).isEmpty());
            at.amp.chain().advance(3);
            at.awaitExact("blocks");

            assertThat(at.amp.openStreams()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("53, 54, 59: a microbatch without its completion moves no checkpoint and shows no row")
    void anIncompleteMicrobatchIsNotSeen() throws Exception {
        try (Playground at = Playground.create()) {
            at.amp.faults().arm(new Fault(new Place.BeforeCompletion(3), 1, new Action.Hang()));
            Loop loop = at.start();
            Playground.await()
                    .untilAsserted(() -> assertThat(at.checkpoint("blocks")).startsWith("19 "));
            Playground.await()
                    .during(Duration.ofMillis(700))
                    .untilAsserted(() -> assertThat(at.checkpoint("blocks")).startsWith("19 "));

            assertThat(loop.received.get())
                    .as("data of the third one has arrived")
                    .isGreaterThanOrEqualTo(5);
            assertThat(at.rows("blocks")).isEqualTo(at.canonical("blocks", 19));
            assertThat(at.violations("blocks")).isEmpty();
            at.amp.resetConnections();
            at.awaitExact("blocks");
            assertThat(loop.skipped.get()).isZero();
        }
    }

    @Test
    @DisplayName("55: keep-alives without rows change nothing durable")
    void keepAlivesChangeNothing() throws Exception {
        try (Playground at = Playground.create()) {
            at.amp.behave(behaviour -> behaviour.withKeepAlives(Set.of(KeepAlive.START, KeepAlive.MIDDLE)));
            at.amp.faults().arm(new Fault(new Place.AfterMessage(1), 1, new Action.Hang()));
            Loop loop = at.start();
            Playground.await().untilAsserted(() -> assertThat(loop.received).hasValue(1));
            Playground.await()
                    .during(Duration.ofMillis(500))
                    .untilAsserted(() -> assertThat(at.checkpoint("blocks")).isEqualTo(NOTHING));
            assertThat(at.column("SELECT kind FROM {schema}._ampsync_changes")).isEmpty();
            at.amp.resetConnections();
            at.awaitExact("blocks");
        }
    }

    @Test
    @DisplayName("57: the connection breaks behind any message, and the table ends as if it had not")
    void everyMessageMayBeTheLast() throws Exception {
        try (Playground at = Playground.create()) {
            for (int k = 0; k <= 14; k++) {
                at.amp.faults().arm(new Fault(new Place.AfterMessage(k), k + 1, new Action.Reset()));
            }
            Loop loop = at.loop().tables("logs").committingEach().start();
            at.awaitExact("logs");
            at.amp.chain().reorg(17, 19);
            at.amp.resetConnections();
            at.awaitExact("logs");

            assertThat(loop.reasons()).contains(Reason.SOURCE_UNREACHABLE);
        }
    }

    @Test
    @DisplayName("57: the loop dies at every point of its commits, and the table ends as if it had not")
    void everyPointOfACommitMayBeTheLast() throws Exception {
        try (Playground at = Playground.create()) {
            Countdown deaths = new Countdown(3);
            Loop loop =
                    at.loop().tables("logs").committingEach().probe(deaths::at).start();
            at.awaitExact("logs");
            at.amp.chain().reorg(17, 19);
            at.awaitExact("logs");

            assertThat(loop.reasons()).contains(Reason.DEFECT);
            assertThat(deaths.count()).isGreaterThan(5);
        }
    }

    @Test
    @DisplayName("58: other microbatch boundaries after a restart neither repeat nor omit a row")
    void otherBoundariesAfterARestart() throws Exception {
        try (Playground at = Playground.create()) {
            for (int life = 1; life <= 4; life++) {
                long seed = life;
                at.amp.behave(behaviour ->
                        behaviour.withCutSeed(OptionalLong.of(seed)).withMicrobatchBlocks(5 + 7 * seed));
                Loop loop = at.loop().tables("logs").start();
                at.awaitExact("logs");
                loop.stop();
                at.amp.chain().reorg(3 * seed, 3 * seed + 9);
            }
            at.loop().tables("logs").start();
            at.awaitExact("logs");
        }
    }

    @Test
    @DisplayName("68: a cursor that is ignored stops the table, which stays as it is")
    @Produces(Reason.CURSOR_IGNORED)
    void anIgnoredCursorIsReported() throws Exception {
        try (Playground at = Playground.create()) {
            Loop first = at.start();
            at.awaitExact("blocks");
            first.stop();
            var before = at.column("SELECT t::text FROM {schema}._ampsync_changes t");
            at.amp.behave(behaviour -> behaviour.withIgnoreCursor(true));
            Loop second = at.start();

            assertThat(second.end()).isInstanceOf(SyncEngine.Outcome.Stuck.class);
            assertThat(second.reasons()).contains(Reason.CURSOR_IGNORED);
            assertThat(at.column("SELECT t::text FROM {schema}._ampsync_changes t"))
                    .isEqualTo(before);
            at.assertExact("blocks");
        }
    }

    @Test
    @DisplayName("69: nothing synced is not stored, and data that comes later is")
    @Produces(Reason.NOTHING_SYNCED)
    void nothingSyncedIsAskedForAgain() throws Exception {
        try (Playground at = Playground.create(builder -> builder.blocks(0))) {
            Loop loop = at.start();
            loop.awaitFailure(Reason.NOTHING_SYNCED);
            assertThat(at.checkpoint("blocks")).isEqualTo(NOTHING);
            assertThat(at.number("SELECT count(*) FROM {schema}._ampsync_ranges"))
                    .isZero();
            at.amp.chain().advance(5);
            at.awaitExact("blocks");
            assertThat(loop.isRunning()).isTrue();
        }
    }

    @Test
    @DisplayName("73: INVALID_ARGUMENT stops a table for good")
    @Produces(Reason.QUERY_REFUSED)
    void aRefusedQueryStopsTheTable() throws Exception {
        try (Playground at = Playground.create()) {
            at.amp
                    .faults()
                    .arm(new Fault(
                            new Place.AtGetFlightInfo(),
                            1,
                            new Action.Fail(Status.Code.INVALID_ARGUMENT, "error planning query")));
            Loop loop = at.start();

            assertThat(loop.end()).isInstanceOf(SyncEngine.Outcome.Stuck.class);
            assertThat(loop.reasons()).containsExactly(Reason.QUERY_REFUSED);
        }
    }

    @Test
    @DisplayName("73: what may pass is tried again for as long as it takes")
    void passingTroubleIsTriedAgain() throws Exception {
        try (Playground at = Playground.create()) {
            Status.Code[] codes = {Status.Code.UNAVAILABLE, Status.Code.INTERNAL, Status.Code.RESOURCE_EXHAUSTED};
            for (int i = 0; i < codes.length; i++) {
                Action fail = new Action.Fail(codes[i], "try again");
                at.amp.faults().arm(new Fault(new Place.AtGetFlightInfo(), i + 1, fail));
                at.amp.faults().arm(new Fault(new Place.BeforeCompletion(2), i + 1, fail));
            }
            Loop loop = at.loop().committingEach().start();
            at.awaitExact("blocks");

            assertThat(loop.failures)
                    .as("the question for the head may have met one fault of each kind")
                    .hasSizeBetween(4, 6);
            assertThat(loop.isRunning()).isTrue();
        }
    }

    @Test
    @DisplayName("75: a session that the database ends in the middle of COPY stores no later watermark")
    void aDatabaseErrorInsideAMicrobatch() throws Exception {
        try (Playground at = Playground.create()) {
            Countdown copies = new Countdown(0) {
                @Override
                void at(String point) {
                    if (point.equals("copy.piece") && hits() <= 4) {
                        Playground.sql(() -> at.execute("""
                                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                                WHERE query LIKE 'COPY%' AND query LIKE '%{schema}%' AND pid <> pg_backend_pid()"""));
                        Playground.sql(() -> assertThat(at.violations("blocks")).isEmpty());
                    }
                }
            };
            Loop loop = at.loop().committingEach().probe(copies::at).start();
            at.awaitExact("blocks");

            assertThat(loop.failures).isNotEmpty();
        }
    }

    @Test
    @DisplayName("79: of two deployments of one sync the second waits, and takes over after a clean stop")
    @Produces(Reason.WRITER_WAITING)
    void anotherInstanceWaits() throws Exception {
        try (Playground at = Playground.create()) {
            Loop first = at.loop().instance("first").start();
            at.awaitExact("blocks");
            Loop second = at.loop().instance("second").start();
            second.awaitFailure(Reason.WRITER_WAITING);
            at.amp.chain().advance(5);
            at.awaitExact("blocks");
            assertThat(second.commits).isEmpty();

            assertThat(first.stop()).isEqualTo(new SyncEngine.Outcome.Stopped());
            at.amp.chain().reorg(4, 6);
            at.awaitExact("blocks");
            assertThat(second.commits).isNotEmpty();
        }
    }

    @Test
    @DisplayName("79: the same deployment started twice: the second writes, the first is fenced")
    void theSameInstanceTakesOver() throws Exception {
        try (Playground at = Playground.create()) {
            Loop first = at.start();
            at.awaitExact("blocks");
            Loop second = at.start();
            Playground.await().untilAsserted(() -> assertThat(second.states).contains(TableState.STREAMING));
            at.amp.chain().advance(5);

            assertThat(first.end()).isInstanceOf(SyncEngine.Outcome.Fenced.class);
            assertThat(first.writers.getLast().state()).hasToString("FENCED");
            at.awaitExact("blocks");
            assertThat(second.isRunning()).isTrue();
            assertThat(at.number("SELECT count(DISTINCT holder) FROM {schema}._ampsync_changes"))
                    .isEqualTo(2);
        }
    }

    @Test
    void theJournalIsThinnedWhileStreamingAndBetweenConnections() throws Exception {
        try (Playground at = Playground.create(
                builder -> builder.blocks(12_000).behaviour(behaviour -> behaviour.withMicrobatchBlocks(20)))) {
            Loop first = at.loop().committingEach().start();
            at.awaitHead("blocks");
            long streamed = at.number("SELECT count(*) FROM {schema}._ampsync_ranges");
            assertThat(streamed).isLessThan(600);
            first.stop();
            at.loop().start();
            Playground.await()
                    .untilAsserted(() -> assertThat(at.number("SELECT count(*) FROM {schema}._ampsync_ranges"))
                            .isLessThan(streamed));
            at.amp.chain().reorg(30, 31);
            at.awaitExact("blocks");
        }
    }
}
