package io.ampsync.runtime.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class BoundariesTest {
    @Test
    void blocksOfOneMicrobatchEachGiveTheDistancesThemselves() {
        assertThat(Boundaries.candidates(0, 10_000, List.of(new Boundaries.Range(9_999, 9_999))))
                .containsExactly(5_904L, 8_976L, 9_744L, 9_936L, 9_984L, 9_996L, 9_999L);
    }

    @Test
    void noRangeIsCutInTwo() {
        List<Boundaries.Range> ranges =
                List.of(new Boundaries.Range(9_000, 9_990), new Boundaries.Range(9_991, 10_000));

        assertThat(Boundaries.candidates(0, 10_000, ranges)).containsExactly(5_904L, 8_976L, 8_999L, 9_990L);
    }

    @Test
    void theyEndAtTheFirstBlock() {
        assertThat(Boundaries.candidates(9_995, 10_000, List.of())).containsExactly(9_996L, 9_999L);
        assertThat(Boundaries.candidates(10_000, 10_000, List.of())).isEmpty();
    }
}
