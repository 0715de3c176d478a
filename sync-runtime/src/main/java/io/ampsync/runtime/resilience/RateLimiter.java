package io.ampsync.runtime.resilience;

import io.ampsync.runtime.config.PressureSettings;
import io.ampsync.runtime.fault.Pressure;
import java.time.Duration;

/**
 * The delay between two requests of one worker. It grows when a server says that it has too much to do, or is late, and
 * shrinks to nothing with successes. One thread; anyone may read the delay.
 */
public final class RateLimiter {
    private static final double PENALTY_MILLIS = 1000;
    private static final double LATE_MILLIS = 500;

    private final PressureSettings settings;
    private volatile double millis;

    public RateLimiter(PressureSettings settings) {
        this.settings = settings;
        millis = (double) settings.initial().toMillis();
    }

    /** Something failed, under that pressure. */
    public void failed(Pressure pressure) {
        switch (pressure) {
            case RATE_LIMIT -> {
                if (settings.onRateLimit()) {
                    grow(millis * 2 + PENALTY_MILLIS);
                }
            }
            case TIMEOUT -> {
                if (settings.onTimeout()) {
                    grow(millis * 1.5 + LATE_MILLIS);
                }
            }
            case NONE -> {}
        }
    }

    private void grow(double next) {
        millis = Math.min(next, (double) settings.longest().toMillis());
    }

    public void succeeded() {
        double now = millis;
        if (now > 0) {
            // Below a millisecond nobody waits; and a product never becomes zero by itself.
            millis = now < 1 ? 0 : now * settings.recovery();
        }
    }

    /** In whole milliseconds; zero if it is switched off. */
    public Duration delay() {
        return settings.enabled() ? Duration.ofMillis((long) millis) : Duration.ZERO;
    }
}
