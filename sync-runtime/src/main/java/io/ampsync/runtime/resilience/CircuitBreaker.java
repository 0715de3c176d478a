package io.ampsync.runtime.resilience;

import io.ampsync.runtime.config.BreakerSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Leaves a server alone that fails again and again, and then tests with few requests whether it is back. Shared by
 * everyone who talks to that server, on any thread; while all is well a look costs one volatile read.
 *
 * <p>Not Resilience4j's: that one judges a rate over a window of calls, in its half-open state too, where a first
 * failure would not open it, and limits there how many calls are made in all instead of at the same time.
 */
public final class CircuitBreaker {
    private final String endpoint;
    private final BreakerSettings settings;
    private final LongSupplier nanos;
    private final Consumer<BreakerState> heard;

    private BreakerState.Phase phase = BreakerState.Phase.CLOSED;
    private int failures;
    private int successes;
    private int testing;
    private long openedAt;
    private boolean endedEarly;
    /** Closed, and the last request succeeded. */
    private volatile boolean calm = true;

    /**
     * A closed one.
     *
     * @param endpoint what the server is called
     * @param nanos a monotonic clock
     * @param heard told of every change of phase, in order, while nobody else can change it: returns at once
     */
    public CircuitBreaker(String endpoint, BreakerSettings settings, LongSupplier nanos, Consumer<BreakerState> heard) {
        this.endpoint = endpoint;
        this.settings = settings;
        this.nanos = nanos;
        this.heard = heard;
    }

    /** The right to make a request; closed when its end is known. */
    public interface Permit extends AutoCloseable {
        Permit FREE = () -> {};

        @Override
        void close();
    }

    /** Empty if the request has to wait. */
    public Optional<Permit> tryAcquire() {
        if (calm || !settings.enabled()) {
            return Optional.of(Permit.FREE);
        }
        synchronized (this) {
            if (phase == BreakerState.Phase.OPEN && untilTest().isZero()) {
                test(settings.timeout());
            }
            return switch (phase) {
                case CLOSED -> Optional.of(Permit.FREE);
                case OPEN -> Optional.empty();
                case HALF_OPEN -> {
                    if (testing >= settings.halfOpenRequests()) {
                        yield Optional.empty();
                    }
                    testing++;
                    yield Optional.of(this::tested);
                }
            };
        }
    }

    private synchronized void tested() {
        testing--;
    }

    /** A request was answered. */
    public void succeeded() {
        if (calm) {
            return;
        }
        synchronized (this) {
            switch (phase) {
                case CLOSED -> {
                    failures = 0;
                    calm = true;
                }
                // A late answer to a question from before.
                case OPEN -> {}
                case HALF_OPEN -> {
                    if (++successes >= settings.successThreshold()) {
                        failures = 0;
                        endedEarly = false;
                        change(BreakerState.Phase.CLOSED, Duration.ZERO);
                        calm = true;
                    }
                }
            }
        }
    }

    /** A request failed in a way that says something about the server. */
    public synchronized void failed() {
        if (!settings.enabled()) {
            return;
        }
        calm = false;
        failures++;
        boolean opens = phase == BreakerState.Phase.HALF_OPEN
                || (phase == BreakerState.Phase.CLOSED && failures >= settings.failureThreshold());
        if (opens) {
            openedAt = nanos.getAsLong();
            change(BreakerState.Phase.OPEN, settings.timeout());
        }
    }

    /**
     * A watch that no breaker holds back got an answer: the server is back, so the first wait is over. A test that
     * fails all the same is followed by the whole wait.
     */
    public void answered() {
        if (calm) {
            return;
        }
        synchronized (this) {
            if (phase != BreakerState.Phase.OPEN) {
                succeeded();
            } else if (!endedEarly) {
                endedEarly = true;
                test(Duration.ofNanos(nanos.getAsLong() - openedAt));
            }
        }
    }

    /** False while something is wrong: a watch should look more often. */
    public boolean isCalm() {
        return calm;
    }

    /** True while the server is left alone; nobody has to ask for that to end. */
    public boolean isOpen() {
        if (calm) {
            return false;
        }
        synchronized (this) {
            return phase == BreakerState.Phase.OPEN && !untilTest().isZero();
        }
    }

    public synchronized BreakerState state() {
        return new BreakerState(endpoint, phase, failures, untilTest());
    }

    private Duration untilTest() {
        if (phase != BreakerState.Phase.OPEN) {
            return Duration.ZERO;
        }
        Duration left = settings.timeout().minusNanos(nanos.getAsLong() - openedAt);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void test(Duration after) {
        successes = 0;
        change(BreakerState.Phase.HALF_OPEN, after);
    }

    private void change(BreakerState.Phase next, Duration time) {
        phase = next;
        heard.accept(new BreakerState(endpoint, next, failures, time));
    }
}
