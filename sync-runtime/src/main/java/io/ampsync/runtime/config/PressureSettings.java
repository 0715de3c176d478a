package io.ampsync.runtime.config;

import java.time.Duration;

/**
 * How a worker slows down for a server that has too much to do.
 *
 * @param initial delay at first
 * @param longest delay at most
 * @param onRateLimit whether it grows when the server says so
 * @param onTimeout whether it grows when the server is late
 * @param recovery by which a success multiplies it, 0 to 1
 */
public record PressureSettings(
        boolean enabled, Duration initial, Duration longest, boolean onRateLimit, boolean onTimeout, double recovery) {
    public static final PressureSettings DEFAULT =
            new PressureSettings(true, Duration.ZERO, Duration.ofSeconds(5), true, true, 0.9);
}
