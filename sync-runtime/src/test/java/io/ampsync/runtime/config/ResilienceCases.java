package io.ampsync.runtime.config;

import static io.ampsync.runtime.config.VariableCase.HEAD;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/** The variables of amp-python's guide, with its defaults. */
final class ResilienceCases {
    private ResilienceCases() {}

    static Stream<VariableCase> all() {
        return Stream.of(
                flag(Variable.AMPSYNC_RETRY_ENABLED, r -> r.retry().enabled()),
                of(Variable.AMPSYNC_RETRY_MAX_RETRIES, r -> r.retry().limit())
                        .byDefault(OptionalInt.empty())
                        .means("0", OptionalInt.of(0))
                        .refuses("-1", "-1 is below 0"),
                of(Variable.AMPSYNC_RETRY_INITIAL_BACKOFF_MS, r -> r.retry().initial())
                        .byDefault(Duration.ofSeconds(2))
                        .means("1000", Duration.ofSeconds(1))
                        .refuses("0", "0 is below 1"),
                of(Variable.AMPSYNC_RETRY_MAX_BACKOFF_MS, r -> r.retry().cap())
                        .byDefault(Duration.ofMinutes(2))
                        .means("60000", Duration.ofMinutes(1))
                        .refuses("1h", "'1h' is not a whole number"),
                of(Variable.AMPSYNC_RETRY_BACKOFF_MULTIPLIER, r -> r.retry().multiplier())
                        .byDefault(2.0)
                        .means("1.5", 1.5)
                        .refuses("0.5", "'0.5' is not between 1.0 and 10.0"),
                flag(Variable.AMPSYNC_RETRY_JITTER, r -> r.retry().jitter()),
                flag(Variable.AMPSYNC_CIRCUIT_BREAKER_ENABLED, r -> r.breaker().enabled()),
                of(
                                Variable.AMPSYNC_CIRCUIT_BREAKER_FAILURE_THRESHOLD,
                                r -> r.breaker().failureThreshold())
                        .byDefault(5)
                        .means("10", 10)
                        .refuses("0", "0 is below 1"),
                of(
                                Variable.AMPSYNC_CIRCUIT_BREAKER_SUCCESS_THRESHOLD,
                                r -> r.breaker().successThreshold())
                        .byDefault(2)
                        .means("3", 3)
                        .refuses("0", "0 is below 1"),
                of(Variable.AMPSYNC_CIRCUIT_BREAKER_TIMEOUT_MS, r -> r.breaker().timeout())
                        .byDefault(Duration.ofSeconds(30))
                        .means("60000", Duration.ofMinutes(1))
                        .refuses("0", "0 is below 1"),
                of(
                                Variable.AMPSYNC_CIRCUIT_BREAKER_HALF_OPEN_MAX_REQUESTS,
                                r -> r.breaker().halfOpenRequests())
                        .byDefault(1)
                        .means("4", 4)
                        .refuses("0", "0 is below 1"),
                flag(Variable.AMPSYNC_BACK_PRESSURE_ENABLED, r -> r.pressure().enabled()),
                of(
                                Variable.AMPSYNC_BACK_PRESSURE_INITIAL_DELAY_MS,
                                r -> r.pressure().initial())
                        .byDefault(Duration.ZERO)
                        .means("100", Duration.ofMillis(100))
                        .refuses("-1", "-1 is below 0"),
                of(
                                Variable.AMPSYNC_BACK_PRESSURE_MAX_DELAY_MS,
                                r -> r.pressure().longest())
                        .byDefault(Duration.ofSeconds(5))
                        .means("30000", Duration.ofSeconds(30))
                        .refuses("3600001", "3600001 is above 3600000"),
                flag(
                        Variable.AMPSYNC_BACK_PRESSURE_ADAPT_ON_429,
                        r -> r.pressure().onRateLimit()),
                flag(
                        Variable.AMPSYNC_BACK_PRESSURE_ADAPT_ON_TIMEOUT,
                        r -> r.pressure().onTimeout()),
                of(
                                Variable.AMPSYNC_BACK_PRESSURE_RECOVERY_FACTOR,
                                r -> r.pressure().recovery())
                        .byDefault(0.9)
                        .means("0.95", 0.95)
                        .refuses("NaN", "'NaN' is not between 0.0 and 1.0"));
    }

    private static VariableCase flag(Variable variable, Function<ResilienceSettings, Object> read) {
        return of(variable, read).byDefault(true).means("FALSE", false).refuses("no", "'no' is not a choice");
    }

    private static VariableCase of(Variable variable, Function<ResilienceSettings, Object> read) {
        return VariableCase.of(variable, HEAD, config -> read.apply(config.resilience()));
    }
}
