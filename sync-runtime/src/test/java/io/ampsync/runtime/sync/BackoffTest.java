package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
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
}
