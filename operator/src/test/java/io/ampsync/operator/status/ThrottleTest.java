package io.ampsync.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.AmpSyncStatus.CheckpointStatus;
import io.ampsync.api.v1alpha1.AmpSyncStatus.ReorgsStatus;
import io.ampsync.api.v1alpha1.Condition;
import io.ampsync.api.v1alpha1.Condition.Truth;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
    private static final AmpSyncStatus AT_HEAD = status(100, ready("2 of 2"), caughtUp(Truth.TRUE));

    @Test
    void whatIsEqualIsNotWritten() {
        assertThat(Throttle.delay(AT_HEAD, AT_HEAD, NOW.minusSeconds(500), NOW)).isEmpty();
    }

    @Test
    void progressIsWrittenEveryHalfMinute() {
        AmpSyncStatus later = status(101, ready("2 of 2, by now"), caughtUp(Truth.TRUE));

        assertThat(Throttle.delay(AT_HEAD, later, NOW.minusSeconds(10), NOW)).contains(Duration.ofSeconds(20));
        assertThat(Throttle.delay(AT_HEAD, later, NOW.minusSeconds(31), NOW)).contains(Duration.ZERO);
        assertThat(Throttle.delay(AT_HEAD, later, null, NOW)).contains(Duration.ZERO);
    }

    @Test
    void aConditionIsWrittenAtOnce() {
        AmpSyncStatus failed = status(
                100, condition("Ready", Truth.FALSE, "TableFailed", "Table blocks failed."), caughtUp(Truth.TRUE));

        assertThat(Throttle.delay(AT_HEAD, failed, NOW, NOW)).contains(Duration.ZERO);
    }

    @Test
    void whatToFixIsWrittenAtOnceEvenIfOnlyTheWordsChange() {
        AmpSyncStatus one = status(1, condition("Ready", Truth.FALSE, "SecretMissing", "Secret a."));
        AmpSyncStatus other = status(1, condition("Ready", Truth.FALSE, "SecretMissing", "Secret b."));

        assertThat(Throttle.delay(one, other, NOW, NOW)).contains(Duration.ZERO);
    }

    @Test
    void reachingTheHeadIsNewsAndLosingItForAMomentIsNot() {
        AmpSyncStatus behind = status(100, ready("2 of 2"), caughtUp(Truth.FALSE));

        assertThat(Throttle.delay(behind, AT_HEAD, NOW, NOW)).contains(Duration.ZERO);
        assertThat(Throttle.delay(AT_HEAD, behind, NOW, NOW)).contains(Throttle.PROGRESS);
    }

    @Test
    void aReorgIsWrittenAtOnce() {
        AmpSyncStatus reorg = new AmpSyncStatus(
                1L,
                AT_HEAD.conditions(),
                null,
                AT_HEAD.checkpoint(),
                List.of(),
                new ReorgsStatus(1L, NOW, 3L, 3L),
                null);

        assertThat(Throttle.delay(AT_HEAD, reorg, NOW, NOW)).contains(Duration.ZERO);
    }

    static AmpSyncStatus status(long block, Condition... conditions) {
        return new AmpSyncStatus(
                1L, List.of(conditions), null, new CheckpointStatus(block, 0L, NOW, "2/2"), List.of(), null, null);
    }

    private static Condition ready(String message) {
        return condition("Ready", Truth.TRUE, "Streaming", message);
    }

    private static Condition caughtUp(Truth truth) {
        return condition("CaughtUp", truth, truth == Truth.TRUE ? "AtHead" : "Lagging", "");
    }

    static Condition condition(String type, Truth truth, String reason, String message) {
        return new Condition(type, truth, reason, message, NOW, 1);
    }
}
