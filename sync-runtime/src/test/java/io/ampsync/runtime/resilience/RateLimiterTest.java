package io.ampsync.runtime.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.PressureSettings;
import io.ampsync.runtime.fault.Pressure;
import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final PressureSettings SEED = PressureSettings.DEFAULT;

    private static RateLimiter limiter(boolean enabled, int initial, boolean on429, boolean onTimeout, double factor) {
        return new RateLimiter(new PressureSettings(
                enabled, Duration.ofMillis(initial), Duration.ofMillis(5000), on429, onTimeout, factor));
    }

    private static RateLimiter from(int initial) {
        return limiter(true, initial, true, true, 0.9);
    }

    @Test
    @DisplayName("P3, P14: the defaults of the guide")
    void defaults() {
        assertThat(SEED).isEqualTo(new PressureSettings(true, Duration.ZERO, Duration.ofSeconds(5), true, true, 0.9));
        assertThat(from(100).delay()).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    @DisplayName("P15, P16: a rate limit doubles and adds 1000 ms, a success takes a tenth")
    void rateLimits() {
        RateLimiter limiter = from(100);
        limiter.failed(Pressure.RATE_LIMIT);
        assertThat(limiter.delay()).isEqualTo(Duration.ofMillis(1200));
        limiter.succeeded();
        assertThat(limiter.delay()).isEqualTo(Duration.ofMillis(1080));
        RateLimiter second = from(100);
        second.failed(Pressure.RATE_LIMIT);
        second.failed(Pressure.RATE_LIMIT);
        assertThat(second.delay()).isEqualTo(Duration.ofMillis(3400));
    }

    @Test
    @DisplayName("P17: a timeout adds half and 500 ms")
    void timeouts() {
        RateLimiter limiter = from(100);
        limiter.failed(Pressure.TIMEOUT);
        assertThat(limiter.delay()).isEqualTo(Duration.ofMillis(650));
    }

    @Test
    @DisplayName("P18: never above the ceiling")
    void ceiling() {
        RateLimiter limiter = from(100);
        for (int i = 0; i < 10; i++) {
            limiter.failed(Pressure.RATE_LIMIT);
        }
        assertThat(limiter.delay()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    @DisplayName("P19: successes bring it to zero, below the initial delay too")
    void recovery() {
        RateLimiter limiter = limiter(true, 1000, true, true, 0.5);
        for (int i = 0; i < 11; i++) {
            limiter.succeeded();
        }
        assertThat(limiter.delay()).isZero();
    }

    @Test
    @DisplayName("P20, P164: switched off there is no delay")
    void off() {
        RateLimiter limiter = limiter(false, 1000, true, true, 0.9);
        limiter.failed(Pressure.RATE_LIMIT);
        assertThat(limiter.delay()).isZero();
    }

    @Test
    @DisplayName("P22, P23: each kind can be ignored")
    void ignored() {
        RateLimiter limiter = limiter(true, 100, false, false, 0.9);
        limiter.failed(Pressure.RATE_LIMIT);
        limiter.failed(Pressure.TIMEOUT);
        limiter.failed(Pressure.NONE);
        assertThat(limiter.delay()).isEqualTo(Duration.ofMillis(100));
    }

    @Property
    void whateverHappensTheDelayStaysBetweenZeroAndTheCeiling(@ForAll Pressure[] events) {
        RateLimiter limiter = from(0);
        for (Pressure event : events) {
            if (event == Pressure.NONE) {
                limiter.succeeded();
            } else {
                limiter.failed(event);
            }
            assertThat(limiter.delay()).isBetween(Duration.ZERO, SEED.longest());
        }
    }
}
