package io.ampsync.runtime.config;

/** What is done about failures that pass: the three patterns of amp-python's guide. */
public record ResilienceSettings(RetrySettings retry, BreakerSettings breaker, PressureSettings pressure) {
    public static final ResilienceSettings DEFAULT =
            new ResilienceSettings(RetrySettings.DEFAULT, BreakerSettings.DEFAULT, PressureSettings.DEFAULT);
}
