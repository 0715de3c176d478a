package io.ampsync.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import org.jspecify.annotations.Nullable;

/** Retries, circuit breakers and rate limiters, by the names that amp-python's guide has for them. */
public record ResilienceSpec(
        @JsonPropertyDescription("Trying again.") @Default("{}")
        RetrySpec retry,

        @JsonPropertyDescription("Leaving a server alone that fails again and again; one for the source and one for the"
                + " database, shared by all tables.")
        @Default("{}")
        CircuitBreakerSpec circuitBreaker,

        @JsonPropertyDescription("Slowing down for a server that has too much to do, each table by itself.")
        @Default("{}")
        BackPressureSpec backPressure) {

    /** Trying again. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RetrySpec(
            @JsonPropertyDescription("false: a table stops at the first failure.") @Default("true")
            boolean enabled,

            @JsonPropertyDescription("Retries in a row after which a table stops. Absent: no limit.")
            @Min(0)
            @Max(1_000_000)
            @Nullable
            Integer maxRetries,

            @JsonPropertyDescription("First pause.") @Default("2000") @Min(1) @Max(3_600_000)
            int initialBackoffMilliseconds,

            @JsonPropertyDescription("Longest pause, jitter included.") @Default("120000") @Min(1) @Max(3_600_000)
            int maxBackoffMilliseconds,

            @JsonPropertyDescription("How long a pause is, in percent of the one before.")
            @Default("200")
            @Min(100)
            @Max(1000)
            int backoffMultiplierPercent,

            @JsonPropertyDescription("true: each pause is 50 to 150 % of what it is called.") @Default("true")
            boolean jitter) {}

    /** Leaving a server alone. */
    public record CircuitBreakerSpec(
            @JsonPropertyDescription("false: every request is made.") @Default("true")
            boolean enabled,

            @JsonPropertyDescription("Failures in a row that open the circuit.") @Default("5") @Min(1) @Max(1000)
            int failureThreshold,

            @JsonPropertyDescription("Successes in a row that close it again.") @Default("2") @Min(1) @Max(1000)
            int successThreshold,

            @JsonPropertyDescription("How long it stays open.") @Default("30000") @Min(1) @Max(3_600_000)
            int timeoutMilliseconds,

            @JsonPropertyDescription("Requests at a time that test whether the server is back.")
            @Default("1")
            @Min(1)
            @Max(1000)
            int halfOpenMaxRequests) {}

    /** Slowing down. */
    public record BackPressureSpec(
            @JsonPropertyDescription("false: no delay at all.") @Default("true")
            boolean enabled,

            @JsonPropertyDescription("Delay between two requests at first.") @Default("0") @Min(0) @Max(3_600_000)
            int initialDelayMilliseconds,

            @JsonPropertyDescription("Longest delay.") @Default("5000") @Min(0) @Max(3_600_000)
            int maxDelayMilliseconds,

            @JsonPropertyDescription("true: a rate limit doubles the delay and adds 1000 ms.") @Default("true")
            boolean adaptOnRateLimit,

            @JsonPropertyDescription("true: a timeout makes it half as long again and adds 500 ms.") @Default("true")
            boolean adaptOnTimeout,

            @JsonPropertyDescription("What a success leaves of the delay, in percent.") @Default("90") @Min(0) @Max(100)
            int recoveryFactorPercent) {}
}
