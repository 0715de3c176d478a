package io.ampsync.api;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is done about failures that pass.
 *
 * @param circuitBreakers one per server
 * @param tables those that are held up at the moment
 */
public record ResilienceReport(List<BreakerReport> circuitBreakers, List<PaceReport> tables) {
    @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
    public ResilienceReport {
        circuitBreakers = circuitBreakers == null ? List.of() : List.copyOf(circuitBreakers);
        tables = tables == null ? List.of() : List.copyOf(tables);
    }

    /**
     * The breaker of one server.
     *
     * @param endpoint {@code source} or {@code database}
     * @param state {@code Closed}, {@code Open} or {@code HalfOpen}
     * @param consecutiveFailures when the state began
     * @param since when that was
     */
    public record BreakerReport(
            @Nullable String endpoint,
            @Nullable String state,
            @Nullable Integer consecutiveFailures,
            @Nullable Instant since) {}

    /**
     * One table.
     *
     * @param retryAttempt which retry in a row this is, 0 for none
     * @param maxRetries how many there may be, absent for any number
     * @param backoffMilliseconds the pause before the next connection
     * @param rateLimitDelayMilliseconds the delay between two requests
     */
    public record PaceReport(
            @Nullable String name,
            @Nullable Integer retryAttempt,
            @Nullable Integer maxRetries,
            @Nullable Long backoffMilliseconds,
            @Nullable Long rateLimitDelayMilliseconds) {}
}
