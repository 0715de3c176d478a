package io.ampsync.runtime.sync;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Delays that double from {@code initial} to {@code cap}, each between half and one and a half times its nominal value,
 * never above the cap. One thread.
 */
public final class Backoff {
    private final Duration initial;
    private final Duration cap;
    private final RandomGenerator random;
    private Duration nominal;

    public Backoff(Duration initial, Duration cap, RandomGenerator random) {
        this.initial = initial;
        this.cap = cap;
        this.random = random;
        this.nominal = initial;
    }

    public Duration next() {
        long nanos = (long) (nominal.toNanos() * (0.5 + random.nextDouble()));
        nominal = shorter(nominal.multipliedBy(2), cap);
        return shorter(Duration.ofNanos(nanos), cap);
    }

    /** Progress was made: the next delay is the first again. */
    public void reset() {
        nominal = initial;
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
