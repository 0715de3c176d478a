package io.ampsync.runtime.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.RetrySettings;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration FIRST = Duration.ofMillis(100);
    private static final Duration CAP = Duration.ofSeconds(5);

    /** Always the given fraction. */
    private static RandomGenerator always(double fraction) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                throw new AssertionError("only nextDouble is expected");
            }

            @Override
            public double nextDouble() {
                return fraction;
            }
        };
    }

    @Test
    void doublesWithoutJitterAtTheMiddleOfItsRange() {
        Backoff backoff = new Backoff(FIRST, CAP, always(0.5));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(100));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(200));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(400));
    }

    @Test
    void progressBringsBackTheFirstDelay() {
        Backoff backoff = new Backoff(FIRST, CAP, always(0.5));
        backoff.next();
        backoff.next();
        backoff.reset();
        assertThat(backoff.next()).isEqualTo(FIRST);
    }

    @Property
    void jitterStaysBetweenHalfAndOneAndAHalfAndNeverPassesTheCap(@ForAll @IntRange(max = 40) int before) {
        Backoff backoff = new Backoff(FIRST, CAP, RandomGenerator.of("L64X128MixRandom"));
        long nominal = FIRST.toNanos();
        for (int i = 0; i < before; i++) {
            backoff.next();
            nominal = Math.min(2 * nominal, CAP.toNanos());
        }
        long delay = backoff.next().toNanos();
        assertThat(delay).isBetween(nominal / 2, Math.min(nominal + nominal / 2, CAP.toNanos()));
    }

    private static RetrySettings settings(int limit, int initial, int cap, double multiplier, boolean jitter) {
        return new RetrySettings(
                true,
                limit < 0 ? OptionalInt.empty() : OptionalInt.of(limit),
                Duration.ofMillis(initial),
                Duration.ofMillis(cap),
                multiplier,
                jitter);
    }

    @Test
    @DisplayName("P1: the defaults of the guide's code, but for the limit, without which a sync goes on")
    void defaults() {
        assertThat(RetrySettings.DEFAULT).isEqualTo(settings(-1, 2000, 120_000, 2.0, true));
    }

    @Test
    @DisplayName("P9: without jitter 0.1, 0.2, 0.4 s")
    void doubling() {
        Backoff backoff = new Backoff(settings(5, 100, 120_000, 2.0, false), always(0.9));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(100));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(200));
        assertThat(backoff.next()).isEqualTo(Duration.ofMillis(400));
    }

    @Test
    @DisplayName("P10: 1000 ms times 10 is capped at 5 s")
    void capped() {
        Backoff backoff = new Backoff(settings(5, 1000, 5000, 10, false), always(0.5));
        backoff.next();
        assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(5));
        assertThat(backoff.next()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    @DisplayName("P12, P13: after three retries there is no fourth, until a reset")
    void limited() {
        Backoff backoff = new Backoff(settings(3, 100, 5000, 2.0, true), always(0.5));
        for (int i = 0; i < 3; i++) {
            assertThat(backoff.isExhausted()).isFalse();
            backoff.next();
        }
        assertThat(backoff.isExhausted()).isTrue();
        backoff.reset();
        assertThat(backoff.isExhausted()).isFalse();
        assertThat(backoff.next()).isEqualTo(FIRST);
    }
}
