package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The memory of a block's ids. */
class OccurrencesTest {
    private final Occurrences occurrences = new Occurrences();

    @Property
    void countsLikeAMap(@ForAll List<@LongRange(max = 20) Long> keys) {
        occurrences.reset();
        Map<Long, Integer> expected = new HashMap<>();
        for (long key : keys) {
            // Keys that share a slot, the worst case of open addressing.
            long colliding = key << 40;
            assertThat(occurrences.note(colliding)).isEqualTo(expected.merge(colliding, 1, Integer::sum) - 1);
        }
    }

    @Test
    void aNewBlockKnowsNothingOfTheOneBefore() {
        occurrences.note(1);
        occurrences.reset();
        assertThat(occurrences.note(1)).isZero();
    }

    @Test
    void growsWithAHugeBlockAndForgetsIt() {
        for (int round = 0; round < 2; round++) {
            for (long key = 0; key < 100_000; key++) {
                assertThat(occurrences.note(key * 0x9E3779B97F4A7C15L)).isZero();
            }
            assertThat(occurrences.note(0)).isEqualTo(1);
            occurrences.reset();
        }
    }
}
