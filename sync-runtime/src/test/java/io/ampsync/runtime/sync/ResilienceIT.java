package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.config.BreakerSettings;
import io.ampsync.runtime.config.PressureSettings;
import io.ampsync.runtime.config.RetrySettings;
import io.ampsync.runtime.resilience.BreakerState;
import io.ampsync.simulator.flight.Fault;
import io.ampsync.simulator.flight.Fault.Action;
import io.ampsync.simulator.flight.Fault.Place;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The guide's promises about retries, circuit breaker and rate limiter, on a real server and a real database. */
class ResilienceIT {
    private static final PressureSettings BRIEF =
            new PressureSettings(true, Duration.ZERO, Duration.ofMillis(100), true, true, 0.9);

    private static RetrySettings retries(boolean enabled, int limit) {
        return new RetrySettings(enabled, OptionalInt.of(limit), Duration.ofMillis(10), Duration.ofMillis(50), 2, true);
    }

    /** The next calls of GetFlightInfo fail like this. */
    private static void fail(Playground at, int calls, Status.Code code, String text) {
        for (int call = 1; call <= calls; call++) {
            at.amp.faults().arm(new Fault(new Place.AtGetFlightInfo(), call, new Action.Fail(code, text)));
        }
    }

    private static int waiting(Playground at) {
        return at.amp.faults().waiting().size();
    }

    @Test
    @DisplayName("P158, P162, P163, P166: rate limits slow a table down, and successes speed it up again")
    void rateLimits() throws Exception {
        try (Playground at = Playground.create()) {
            fail(at, 2, Status.Code.RESOURCE_EXHAUSTED, "quota");
            Loop loop = at.loop()
                    .committingEach()
                    .retry(retries(true, 5))
                    .pressure(BRIEF)
                    .start();
            at.awaitExact("blocks");

            assertThat(loop.pauses).extracting(Pause::attempt).containsExactly(1, 2);
            assertThat(loop.paces).startsWith(Duration.ofMillis(100), Duration.ofMillis(90), Duration.ofMillis(81));
            assertThat(loop.reasons()).containsOnly(Reason.SOURCE_UNREACHABLE);
        }
    }

    @Test
    @DisplayName("P164: with the limiter off there is no delay")
    void noLimiter() throws Exception {
        try (Playground at = Playground.create()) {
            fail(at, 2, Status.Code.RESOURCE_EXHAUSTED, "quota");
            Loop loop = at.loop()
                    .retry(retries(true, 5))
                    .pressure(new PressureSettings(
                            false, Duration.ofSeconds(60), Duration.ofSeconds(60), true, true, 0.9))
                    .start();
            at.awaitExact("blocks");

            assertThat(loop.paces).isEmpty();
        }
    }

    @Test
    @DisplayName("P165: timeouts slow a table down, too")
    void timeouts() throws Exception {
        try (Playground at = Playground.create()) {
            fail(at, 2, Status.Code.DEADLINE_EXCEEDED, "late");
            Loop loop = at.loop().retry(retries(true, 5)).pressure(BRIEF).start();
            at.awaitExact("blocks");

            assertThat(loop.paces).startsWith(Duration.ofMillis(100));
        }
    }

    @Test
    @DisplayName("P159: after the last retry that table stops with a reason, and the others go on")
    @Produces(Reason.RETRIES_EXHAUSTED)
    void exhausted() throws Exception {
        try (Playground at = Playground.create()) {
            Loop loop = at.loop()
                    .tables("blocks", "logs")
                    .retry(retries(true, 2))
                    .breaker(BreakerSettings.OFF)
                    .start();
            at.awaitExact("blocks");
            at.awaitExact("logs");
            at.execute("ALTER TABLE {schema}.logs ADD CONSTRAINT late CHECK (false) NOT VALID");
            at.execute("CREATE FUNCTION {schema}.late() RETURNS trigger LANGUAGE plpgsql AS"
                    + " $$ BEGIN RAISE EXCEPTION 'too late' USING ERRCODE = '57014'; END $$");
            at.execute("CREATE TRIGGER late BEFORE INSERT ON {schema}.logs FOR EACH STATEMENT"
                    + " EXECUTE FUNCTION {schema}.late()");
            at.amp.chain().advance(3);

            loop.awaitFailure(Reason.RETRIES_EXHAUSTED);
            at.awaitExact("blocks");
            assertThat(loop.failures.getLast())
                    .hasMessageStartingWith("Max retries (2) exceeded. Last error: DatabaseBusy: ");
            assertThat(loop.failed).containsOnly("logs").hasSize(4);
            assertThat(loop.isRunning()).isTrue();
        }
    }

    @Test
    @DisplayName("P160: what no retry can help is not tried again")
    void permanent() throws Exception {
        try (Playground at = Playground.create()) {
            fail(at, 2, Status.Code.INVALID_ARGUMENT, "no such column");
            Loop loop = at.loop().retry(retries(true, 5)).start();

            assertThat(loop.end()).isInstanceOf(SyncEngine.Outcome.Stuck.class);
            assertThat(loop.reasons()).containsExactly(Reason.QUERY_REFUSED);
            assertThat(waiting(at)).as("one call was made").isEqualTo(1);
        }
    }

    @Test
    @DisplayName("P161: with retries off the first failure is the last")
    void noRetries() throws Exception {
        try (Playground at = Playground.create()) {
            fail(at, 2, Status.Code.UNAVAILABLE, "down");
            Loop loop = at.loop().retry(retries(false, 5)).start();

            assertThat(loop.end()).isInstanceOf(SyncEngine.Outcome.Stuck.class);
            assertThat(loop.reasons()).containsExactly(Reason.SOURCE_UNREACHABLE, Reason.RETRIES_EXHAUSTED);
            assertThat(waiting(at)).isEqualTo(1);
        }
    }

    /** By what was counted when the breaker changed, not by the clock: one call may be on its way when it opens. */
    @Test
    void aSourceThatIsAwayIsLeftAloneByEveryTableThenTestedThenTrustedAgain() throws Exception {
        int faults = 100;
        List<Integer> called = new CopyOnWriteArrayList<>();
        try (Playground at = Playground.create()) {
            fail(at, faults, Status.Code.UNAVAILABLE, "down");
            Loop loop = at.loop()
                    .tables("blocks", "logs")
                    .retry(RetrySettings.DEFAULT.between(Duration.ofMillis(10), Duration.ofMillis(10)))
                    .breaker(new BreakerSettings(true, 5, 2, Duration.ofMillis(600), 1))
                    .toldTo(new SyncListener() {
                        @Override
                        public void breakerChanged(BreakerState breaker) {
                            called.add(faults - waiting(at));
                            if (breaker.phase() == BreakerState.Phase.HALF_OPEN) {
                                at.amp.faults().clear();
                            }
                        }
                    })
                    .start();
            at.awaitExact("blocks");
            at.awaitExact("logs");
            Playground.await().until(() -> loop.breakers.size() > 2);

            assertThat(called.getFirst()).as("calls until it opened").isBetween(5, 6);
            assertThat(called.get(1)).as("calls until the test").isBetween(5, 6);
            assertThat(loop.breakers)
                    .extracting(BreakerState::phase)
                    .startsWith(BreakerState.Phase.OPEN, BreakerState.Phase.HALF_OPEN)
                    .endsWith(BreakerState.Phase.CLOSED);
            assertThat(loop.breakers).extracting(BreakerState::endpoint).containsOnly("source");
            assertThat(loop.reasons())
                    .as("two tables that are made at once may be in each other's way, too")
                    .filteredOn(Reason.SOURCE_UNREACHABLE::equals)
                    .hasSizeBetween(5, 6);
        }
    }
}
