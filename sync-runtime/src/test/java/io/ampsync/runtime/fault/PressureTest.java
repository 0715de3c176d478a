package io.ampsync.runtime.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts of failures whose code says nothing. */
class PressureTest {
    @ParameterizedTest
    @DisplayName("P5 to P8: a text that names a limit or a timeout, in any case; a number alone never counts")
    @CsvSource({
        "HTTP status code 429, RATE_LIMIT",
        "Too Many Requests, RATE_LIMIT",
        "Rate limit exceeded, RATE_LIMIT",
        "request throttled by the gateway, RATE_LIMIT",
        "HTTP status 504 Gateway Timeout, TIMEOUT",
        "Connection TIMEOUT, TIMEOUT",
        "read timed out, TIMEOUT",
        "block 429 not found, NONE",
        "HTTP status code 503, NONE",
        "connection refused, NONE",
        "HTTP status code 4290, NONE",
        "'', NONE"
    })
    void textsAreTheLastResort(String text, Pressure pressure) {
        assertThat(Pressure.ofText(text)).isEqualTo(pressure);
    }
}
