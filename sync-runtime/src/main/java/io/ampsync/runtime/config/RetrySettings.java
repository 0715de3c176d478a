package io.ampsync.runtime.config;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * How often and how long after each other something that failed is tried again.
 *
 * @param enabled false: what fails once is not tried again
 * @param limit retries in a row after which nothing is tried any more; empty for no limit
 * @param initial first delay
 * @param cap longest delay, jitter included
 * @param multiplier by which a delay is longer than the one before, at least 1
 * @param jitter true: each delay is between half and one and a half times what it is called
 */
public record RetrySettings(
        boolean enabled, OptionalInt limit, Duration initial, Duration cap, double multiplier, boolean jitter) {
    public static final RetrySettings DEFAULT =
            new RetrySettings(true, OptionalInt.empty(), Duration.ofSeconds(2), Duration.ofMinutes(2), 2, true);

    /** The same, doubling from {@code first} to {@code longest}. */
    public RetrySettings between(Duration first, Duration longest) {
        return new RetrySettings(enabled, limit, first, longest, multiplier, jitter);
    }

    /** Retries in a row that may be made: none if they are switched off, empty for no limit. */
    public OptionalInt allowed() {
        return enabled ? limit : OptionalInt.of(0);
    }
}
