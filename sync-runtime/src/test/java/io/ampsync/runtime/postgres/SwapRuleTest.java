package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SwapRuleTest {
    @ParameterizedTest
    @CsvSource({
        // shown, filled, enough; -1 for none
        "-1, -1, -1, false",
        "-1,  0, -1, true",
        " 5, -1, -1, false",
        " 5,  4, -1, false",
        " 5,  5, -1, true",
        " 5,  9, -1, true",
        " 5,  3,  4, false",
        " 5,  4,  4, true",
        " 5, -1,  0, false",
    })
    void readersNeverSeeABlockLessUnlessNothingMoreCanCome(long shown, long filled, long enough, boolean ready) {
        assertThat(SwapRule.isReady(block(shown), block(filled), block(enough))).isEqualTo(ready);
    }

    private static OptionalLong block(long number) {
        return number < 0 ? OptionalLong.empty() : OptionalLong.of(number);
    }
}
