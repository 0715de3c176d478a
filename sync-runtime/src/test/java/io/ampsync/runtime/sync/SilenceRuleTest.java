package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.Cursor;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SilenceRuleTest {
    private static final long SECOND = 1_000_000_000L;
    private final SilenceRule rule = new SilenceRule(Duration.ofSeconds(60));

    private static OptionalLong head(long number) {
        return OptionalLong.of(number);
    }

    private static Cursor at(long number) {
        return new Cursor(number, BlockHash.ZERO);
    }

    @Test
    void asksOnlyAfterTheQuietTime() {
        assertThat(rule.asks(59 * SECOND)).isFalse();
        assertThat(rule.asks(60 * SECOND)).isTrue();
    }

    @Test
    void aMessageStartsTheQuietTimeAnew() {
        rule.heard(50 * SECOND);
        assertThat(rule.asks(100 * SECOND)).isFalse();
        assertThat(rule.asks(110 * SECOND)).isTrue();
    }

    @Test
    void patienceDoublesUntilAMicrobatchIsComplete() {
        rule.judge(head(5), at(5), 60 * SECOND);
        assertThat(rule.asks(170 * SECOND)).isFalse();
        assertThat(rule.asks(180 * SECOND)).isTrue();
        rule.heard(200 * SECOND);
        assertThat(rule.asks(310 * SECOND)).isFalse();
        rule.ended();
        assertThat(rule.asks(260 * SECOND)).isTrue();
    }

    @Test
    void patienceEnds() {
        for (int i = 0; i < 100; i++) {
            rule.judge(head(6), at(5), 0);
        }
        assertThat(rule.asks(959 * SECOND)).isFalse();
        assertThat(rule.asks(960 * SECOND)).isTrue();
    }

    @Test
    void aHeadAboveTheCheckpointAndStillSilenceIsDoubted() {
        assertThat(rule.judge(head(6), at(5), SECOND)).isEqualTo(SilenceRule.Verdict.RECONNECT);
    }

    @Test
    void aHeadAndNothingReceivedAtAllIsDoubtedToo() {
        assertThat(rule.judge(head(0), null, SECOND)).isEqualTo(SilenceRule.Verdict.RECONNECT);
    }

    @Test
    void aHeadBelowTheCheckpointMeansTheSourceIsBehind() {
        assertThat(rule.judge(head(4), at(5), SECOND)).isEqualTo(SilenceRule.Verdict.SOURCE_BEHIND);
    }

    @Test
    void silenceAtTheHeadOrWithoutAnAnswerIsLegal() {
        assertThat(rule.judge(head(5), at(5), SECOND)).isEqualTo(SilenceRule.Verdict.WAIT);
        assertThat(rule.judge(OptionalLong.empty(), at(5), SECOND)).isEqualTo(SilenceRule.Verdict.WAIT);
        assertThat(rule.judge(OptionalLong.empty(), null, SECOND)).isEqualTo(SilenceRule.Verdict.WAIT);
    }
}
