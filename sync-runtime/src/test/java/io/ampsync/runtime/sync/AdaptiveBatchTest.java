package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdaptiveBatchTest {
    private final AdaptiveBatch batch = new AdaptiveBatch();

    private void commits(int times, long millis) {
        for (int i = 0; i < times; i++) {
            batch.succeeded(Duration.ofMillis(millis));
        }
    }

    @Test
    @DisplayName("A44: it begins with 1 000 rows, and changes after three commits at the earliest")
    void itBegins() {
        assertThat(batch.rows(1)).isEqualTo(1_000);
        commits(2, 1);
        assertThat(batch.rows(1)).isEqualTo(1_000);
    }

    @ParameterizedTest
    @DisplayName("A44: quick commits raise it, slow ones lower it")
    @CsvSource({
        // three of the five count: × 1.2, × 1.05 or × 0.9 each, truncated
        "100, 1728",
        "499, 1728",
        "500, 1157",
        "1000, 1157",
        "2000, 729"
    })
    void theMeanOfTheLastCommitsDecides(long millis, long rows) {
        commits(5, millis);
        assertThat(batch.rows(1)).isEqualTo(rows);
    }

    @Test
    void onlyTheLastTenCommitsCount() {
        commits(20, 20_000);
        assertThat(batch.rows(1)).isEqualTo(146);
        commits(9, 0);
        assertThat(batch.rows(1)).as("a slow one is still among them").isLessThan(146);
        long before = batch.rows(1);
        commits(1, 0);
        assertThat(batch.rows(1)).isGreaterThan(before);
    }

    @Test
    @DisplayName("A44: the third error in a row makes it 0.7 times as large")
    void errorsShrinkIt() {
        batch.failed();
        batch.failed();
        assertThat(batch.rows(1)).isEqualTo(1_000);
        batch.failed();
        assertThat(batch.rows(1)).isEqualTo(700);
        batch.failed();
        batch.failed();
        batch.succeeded(Duration.ZERO);
        batch.failed();
        assertThat(batch.rows(1)).as("not in a row").isEqualTo(700);
    }

    @Test
    void wideRowsAreFewerAndNeverFewerThanTheLeast() {
        commits(100, 1);
        assertThat(batch.rows(100)).isEqualTo(50_000);
        assertThat(batch.rows(10 << 10)).isEqualTo(5_120);
        assertThat(batch.rows(10 << 20)).isEqualTo(100);
    }

    @Property
    void itStaysWithinItsBounds(@ForAll long seed) {
        RandomGenerator random = new java.util.SplittableRandom(seed);
        AdaptiveBatch any = new AdaptiveBatch();
        for (int i = 0; i < 200; i++) {
            if (random.nextInt(3) == 0) {
                any.failed();
            } else {
                any.succeeded(Duration.ofMillis(random.nextInt(3_000)));
            }
            assertThat(any.rows(1)).isBetween(100L, 50_000L);
        }
    }
}
