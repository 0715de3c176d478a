package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StandingTest {
    private static final Claim OURS = new Claim("default/a", "uid", 7, "nonce");

    @Test
    void theSameEpochAndHolderAreOurs() {
        assertThat(Standing.of(OURS, 7L, true)).isEqualTo(new Standing.Ours());
    }

    @Test
    void aHigherEpochFences() {
        assertThat(Standing.of(OURS, 8L, false)).isEqualTo(new Standing.Fenced(8));
    }

    @Test
    void anotherHolderOfTheSameEpochFences() {
        assertThat(Standing.of(OURS, 7L, false)).isEqualTo(new Standing.Fenced(7));
    }

    @Test
    void aLowerEpochOrNoneMeansThatTheDatabaseWentBack() {
        assertThat(Standing.of(OURS, 6L, false)).isInstanceOf(Standing.WentBack.class);
        assertThat(Standing.of(OURS, null, false)).isInstanceOf(Standing.WentBack.class);
    }
}
