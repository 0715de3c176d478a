package io.ampsync.runtime.resilience;

import static io.ampsync.runtime.resilience.BreakerState.Phase.CLOSED;
import static io.ampsync.runtime.resilience.BreakerState.Phase.HALF_OPEN;
import static io.ampsync.runtime.resilience.BreakerState.Phase.OPEN;
import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.BreakerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
    private final AtomicLong nanos = new AtomicLong(-5);
    private final List<BreakerState.Phase> heard = new ArrayList<>();
    private final CircuitBreaker breaker = breaker(BreakerSettings.DEFAULT);

    private CircuitBreaker breaker(BreakerSettings settings) {
        return new CircuitBreaker("source", settings, nanos::get, state -> heard.add(state.phase()));
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void fail(int times) {
        for (int i = 0; i < times; i++) {
            breaker.failed();
        }
    }

    @Test
    void fiveFailuresInARowOpenItAndNotOneLess() {
        fail(4);
        assertThat(breaker.tryAcquire()).isPresent();
        assertThat(breaker.isCalm()).isFalse();
        breaker.failed();
        assertThat(breaker.tryAcquire()).isEmpty();
        assertThat(breaker.state()).isEqualTo(new BreakerState("source", OPEN, 5, Duration.ofSeconds(30)));
    }

    @Test
    void aSuccessInBetweenBeginsTheCountAnew() {
        fail(4);
        breaker.succeeded();
        fail(4);
        assertThat(breaker.state().phase()).isEqualTo(CLOSED);
        assertThat(heard).isEmpty();
    }

    @Test
    void afterItsTimeoutOneRequestAtATimeTestsAndTwoSuccessesCloseIt() {
        fail(5);
        pass(Duration.ofMillis(29_999));
        assertThat(breaker.tryAcquire()).isEmpty();
        assertThat(breaker.isOpen()).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(breaker.isOpen()).as("nobody has to be held back any more").isFalse();
        CircuitBreaker.Permit first = breaker.tryAcquire().orElseThrow();
        assertThat(breaker.tryAcquire()).as("a second one at the same time").isEmpty();
        breaker.succeeded();
        first.close();
        CircuitBreaker.Permit second = breaker.tryAcquire().orElseThrow();
        breaker.succeeded();
        second.close();
        assertThat(heard).containsExactly(OPEN, HALF_OPEN, CLOSED);
        assertThat(breaker.isCalm()).isTrue();
        assertThat(breaker.tryAcquire()).contains(CircuitBreaker.Permit.FREE);
    }

    @Test
    void oneFailureOfATestOpensItForTheWholeTimeAgain() {
        fail(5);
        pass(Duration.ofSeconds(30));
        try (var _ = breaker.tryAcquire().orElseThrow()) {
            breaker.succeeded();
            breaker.failed();
        }
        pass(Duration.ofSeconds(29));
        assertThat(breaker.tryAcquire()).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(breaker.tryAcquire())
                .as("the test that ended gave its place back")
                .isPresent();
        breaker.succeeded();
        assertThat(breaker.state().phase())
                .as("successes of the test before do not count")
                .isEqualTo(HALF_OPEN);
        assertThat(heard).containsExactly(OPEN, HALF_OPEN, OPEN, HALF_OPEN);
    }

    @Test
    void aLateAnswerDoesNotCloseIt() {
        fail(5);
        breaker.succeeded();
        assertThat(breaker.tryAcquire()).isEmpty();
    }

    @Test
    void aWatchThatIsAnsweredEndsTheFirstWaitEarlyAndNoLaterOne() {
        fail(5);
        pass(Duration.ofSeconds(1));
        breaker.answered();
        assertThat(breaker.tryAcquire()).isPresent();
        breaker.failed();
        pass(Duration.ofSeconds(1));
        breaker.answered();
        assertThat(breaker.state().phase()).isEqualTo(OPEN);
        pass(Duration.ofSeconds(29));
        assertThat(breaker.isOpen()).isFalse();
    }

    @Test
    void switchedOffItNeverOpens() {
        CircuitBreaker off = breaker(BreakerSettings.OFF);
        for (int i = 0; i < 100; i++) {
            off.failed();
        }
        assertThat(off.tryAcquire()).isPresent();
        assertThat(heard).isEmpty();
    }

    @Test
    void aServerThatIsAwayHoldsUpEveryoneAndOneThatRefusesNobody() {
        Endpoints endpoints = new Endpoints(BreakerSettings.DEFAULT, nanos::get, state -> heard.add(state.phase()));
        for (int i = 0; i < 9; i++) {
            endpoints.failed(Reason.QUERY_REFUSED);
            endpoints.failed(Reason.DATABASE_BUSY);
        }
        assertThat(endpoints.tryAcquire()).isPresent();
        for (int i = 0; i < 5; i++) {
            endpoints.failed(Reason.DATABASE_READ_ONLY);
        }
        assertThat(endpoints.tryAcquire()).isEmpty();
        assertThat(endpoints.states()).extracting(BreakerState::phase).containsExactly(CLOSED, OPEN);
    }

    @Test
    void whoMayAskOnlyOneOfTheTwoKeepsNoPlaceAtTheOther() {
        Endpoints endpoints = new Endpoints(BreakerSettings.DEFAULT, nanos::get, state -> heard.add(state.phase()));
        for (int i = 0; i < 5; i++) {
            endpoints.failed(Reason.SOURCE_UNREACHABLE);
        }
        pass(Duration.ofSeconds(30));
        for (int i = 0; i < 5; i++) {
            endpoints.failed(Reason.DATABASE_UNREACHABLE);
        }
        assertThat(endpoints.tryAcquire()).as("the database is left alone").isEmpty();
        pass(Duration.ofSeconds(30));
        assertThat(endpoints.tryAcquire()).as("the place at the source is free").isPresent();
    }
}
