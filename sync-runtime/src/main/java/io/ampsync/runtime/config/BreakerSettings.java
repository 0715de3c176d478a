package io.ampsync.runtime.config;

import java.time.Duration;

/**
 * When a server that fails is left alone.
 *
 * @param failureThreshold failures in a row that open the circuit
 * @param successThreshold successes in a row that close it again
 * @param timeout how long it stays open
 * @param halfOpenRequests how many requests at a time may test whether the server is back
 */
public record BreakerSettings(
        boolean enabled, int failureThreshold, int successThreshold, Duration timeout, int halfOpenRequests) {
    public static final BreakerSettings DEFAULT = new BreakerSettings(true, 5, 2, Duration.ofSeconds(30), 1);

    public static final BreakerSettings OFF = new BreakerSettings(false, 5, 2, Duration.ofSeconds(30), 1);
}
