package io.ampsync.runtime.config;

import static io.ampsync.runtime.config.Variable.*;

/** Reads what is to be done about failures. */
final class ResilienceReader {
    private final Reading reading;

    ResilienceReader(Reading reading) {
        this.reading = reading;
    }

    ResilienceSettings read() {
        return new ResilienceSettings(retry(), breaker(), pressure());
    }

    private RetrySettings retry() {
        return new RetrySettings(
                reading.flag(AMPSYNC_RETRY_ENABLED),
                reading.givenNumber(AMPSYNC_RETRY_MAX_RETRIES),
                reading.milliseconds(AMPSYNC_RETRY_INITIAL_BACKOFF_MS),
                reading.milliseconds(AMPSYNC_RETRY_MAX_BACKOFF_MS),
                reading.decimal(AMPSYNC_RETRY_BACKOFF_MULTIPLIER, 1, 10),
                reading.flag(AMPSYNC_RETRY_JITTER));
    }

    private BreakerSettings breaker() {
        return new BreakerSettings(
                reading.flag(AMPSYNC_CIRCUIT_BREAKER_ENABLED),
                reading.number(AMPSYNC_CIRCUIT_BREAKER_FAILURE_THRESHOLD),
                reading.number(AMPSYNC_CIRCUIT_BREAKER_SUCCESS_THRESHOLD),
                reading.milliseconds(AMPSYNC_CIRCUIT_BREAKER_TIMEOUT_MS),
                reading.number(AMPSYNC_CIRCUIT_BREAKER_HALF_OPEN_MAX_REQUESTS));
    }

    private PressureSettings pressure() {
        return new PressureSettings(
                reading.flag(AMPSYNC_BACK_PRESSURE_ENABLED),
                reading.milliseconds(AMPSYNC_BACK_PRESSURE_INITIAL_DELAY_MS),
                reading.milliseconds(AMPSYNC_BACK_PRESSURE_MAX_DELAY_MS),
                reading.flag(AMPSYNC_BACK_PRESSURE_ADAPT_ON_429),
                reading.flag(AMPSYNC_BACK_PRESSURE_ADAPT_ON_TIMEOUT),
                reading.decimal(AMPSYNC_BACK_PRESSURE_RECOVERY_FACTOR, 0, 1));
    }
}
