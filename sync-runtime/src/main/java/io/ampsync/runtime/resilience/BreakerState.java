package io.ampsync.runtime.resilience;

import java.time.Duration;

/**
 * A circuit breaker at a moment.
 *
 * @param endpoint what the server is called
 * @param failures in a row
 * @param time how long it stays open, or how long it was when it became half-open
 */
public record BreakerState(String endpoint, Phase phase, int failures, Duration time) {
    /** As amp-python's guide names them. */
    public enum Phase {
        CLOSED("Closed"),
        OPEN("Open"),
        HALF_OPEN("HalfOpen");

        private final String label;

        Phase(String label) {
            this.label = label;
        }

        /** PascalCase, as reports print it. */
        public String label() {
            return label;
        }
    }
}
