package io.ampsync.runtime.resilience;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.RetrySettings;
import io.ampsync.runtime.fault.SyncException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Delays that grow from the first to the cap; with jitter each is between half and one and a half times its nominal
 * value, and never above the cap. One thread.
 */
public final class Backoff {
    private final RetrySettings settings;
    private final RandomGenerator random;
    private double nominal;
    private int attempts;

    public Backoff(RetrySettings settings, RandomGenerator random) {
        this.settings = settings;
        this.random = random;
        nominal = (double) settings.initial().toNanos();
    }

    /** Doubling, with jitter. */
    public Backoff(Duration initial, Duration cap, RandomGenerator random) {
        this(RetrySettings.DEFAULT.between(initial, cap), random);
    }

    public Duration next() {
        double longest = (double) settings.cap().toNanos();
        double factor = settings.jitter() ? 0.5 + random.nextDouble() : 1;
        double nanos = Math.min(Math.min(nominal, longest) * factor, longest);
        nominal = Math.min(nominal * settings.multiplier(), longest);
        attempts++;
        return Duration.ofNanos((long) nanos);
    }

    /** Delays since the last {@link #reset()}. */
    public int attempts() {
        return attempts;
    }

    /** True if as many delays were given as there may be. */
    public boolean isExhausted() {
        return settings.allowed().isPresent() && attempts >= settings.allowed().getAsInt();
    }

    /** What to say then. */
    public SyncException exhausted(SyncException last) {
        String why = settings.enabled() ? "Max retries (" + attempts + ") exceeded." : "Retries are switched off.";
        return new SyncException(
                Reason.RETRIES_EXHAUSTED,
                why + " Last error: " + last.reason().label() + ": " + last.getMessage(),
                last);
    }

    /** Progress was made: the next delay is the first again. */
    public void reset() {
        nominal = (double) settings.initial().toNanos();
        attempts = 0;
    }
}
