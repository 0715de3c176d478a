package io.ampsync.api.condition;

import static io.ampsync.api.TableReport.Mode.BACKFILLING;
import static io.ampsync.api.TableReport.Mode.PENDING;
import static io.ampsync.api.TableReport.Mode.STREAMING;
import static io.ampsync.api.condition.Stories.NOW;
import static io.ampsync.api.condition.Stories.at;
import static io.ampsync.api.condition.Stories.hindered;
import static io.ampsync.api.condition.Stories.in;
import static io.ampsync.api.condition.Stories.seen;
import static io.ampsync.api.condition.Stories.streaming;
import static io.ampsync.api.condition.Stories.table;
import static io.ampsync.api.condition.Stories.told;
import static io.ampsync.api.condition.Stories.trouble;
import static io.ampsync.api.condition.Workload.Phase.ROLLING_OUT;
import static io.ampsync.api.condition.Workload.Phase.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ampsync.api.Reason;
import io.ampsync.api.WriterReport;
import io.ampsync.api.condition.Stories.Telling;
import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.Condition;
import io.ampsync.api.v1alpha1.ConditionType;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StatusRulesTest {
    private static final Duration SHORT = Duration.ofSeconds(20);
    private static final Duration A_WHILE = Duration.ofMinutes(2);
    private static final Duration LONG = Duration.ofMinutes(5);

    /** What is seen; then a condition as {@code status/reason}. */
    static Stream<Arguments> details() {
        return Stream.of(
                arguments(ConditionType.SOURCE_REACHABLE, Telling.good(), "True/Connected"),
                arguments(
                        ConditionType.SOURCE_REACHABLE,
                        Telling.good().source(trouble(Reason.SOURCE_UNAUTHENTICATED, A_WHILE)),
                        "False/SourceUnauthenticated"),
                arguments(
                        ConditionType.SOURCE_REACHABLE,
                        Telling.good().source(trouble(Reason.SOURCE_UNREACHABLE, SHORT)),
                        "True/Connected"),
                arguments(
                        ConditionType.DATABASE_REACHABLE,
                        Telling.good().database(trouble(Reason.DATABASE_FULL, A_WHILE)),
                        "False/DatabaseFull"),
                arguments(ConditionType.SCHEMA_COMPATIBLE, Telling.good(), "True/Compatible"),
                arguments(
                        ConditionType.SCHEMA_COMPATIBLE,
                        Telling.good().held(trouble(Reason.SCHEMA_INCOMPATIBLE, SHORT)),
                        "False/SchemaIncompatible"),
                arguments(ConditionType.SCHEMA_COMPATIBLE, Telling.of(), "Unknown/NotChecked"),
                arguments(ConditionType.WRITER_CLAIMED, Telling.good(), "True/EpochHeld"),
                arguments(
                        ConditionType.WRITER_CLAIMED,
                        Telling.good().writer(WriterReport.State.WAITING),
                        "False/Waiting"),
                arguments(
                        ConditionType.WRITER_CLAIMED, Telling.good().writer(WriterReport.State.FENCED), "False/Fenced"),
                arguments(
                        ConditionType.WRITER_CLAIMED,
                        Telling.good().writer(WriterReport.State.UNKNOWN),
                        "Unknown/NotChecked"),
                arguments(ConditionType.CAUGHT_UP, Telling.good(), "True/AtHead"),
                arguments(
                        ConditionType.CAUGHT_UP,
                        Telling.of(streaming(), table(BACKFILLING, null, at(5, 900L, SHORT))),
                        "False/Backfilling"),
                arguments(
                        ConditionType.CAUGHT_UP, Telling.of(table(STREAMING, null, at(5, 6L, SHORT))), "False/Lagging"),
                arguments(
                        ConditionType.CAUGHT_UP,
                        Telling.of(streaming(), table(STREAMING, null, at(5, null, SHORT))),
                        "Unknown/HeadUnknown"),
                arguments(
                        ConditionType.CAUGHT_UP,
                        Telling.of(table(STREAMING, null, at(5, 5L, Duration.ofMinutes(2)))),
                        "True/AtHead"),
                arguments(
                        ConditionType.CAUGHT_UP,
                        Telling.of(table(STREAMING, null, at(5, 5L, Duration.ofSeconds(121)))),
                        "Unknown/HeadUnknown"),
                arguments(
                        ConditionType.CAUGHT_UP, Telling.of(streaming(), table(PENDING, null)), "Unknown/HeadUnknown"),
                arguments(ConditionType.UPDATE_AVAILABLE, Telling.good(), "False/UpToDate"),
                arguments(
                        ConditionType.UPDATE_AVAILABLE,
                        Telling.good().held(trouble(Reason.SCHEMA_INCOMPATIBLE, SHORT)),
                        "True/NewVersion"));
    }

    @ParameterizedTest
    @MethodSource("details")
    void eachSideIsToldOfByItself(ConditionType type, Telling telling, String expected) {
        assertThat(told(StatusRules.next(seen(telling.report()), AmpSyncStatus.NONE), type))
                .isEqualTo(expected);
    }

    @Test
    void aPinnedVersionHasNoUpdates() {
        Observation pinned = new Observation(
                3, Stories.PINNED, Stories.RUNNING, Telling.good().report(), NOW);

        assertThat(told(StatusRules.next(pinned, AmpSyncStatus.NONE), ConditionType.UPDATE_AVAILABLE))
                .isEqualTo("False/Pinned");
    }

    @Test
    void timesMoveOnlyWithTheStatusOfACondition() {
        AmpSyncStatus first = StatusRules.next(in(ROLLING_OUT), AmpSyncStatus.NONE);
        Instant later = NOW.plusSeconds(10);
        AmpSyncStatus second =
                StatusRules.next(new Observation(4, Stories.FLOATING, Stories.RUNNING, null, later), first);
        AmpSyncStatus third = StatusRules.next(
                new Observation(
                        4, Stories.FLOATING, Stories.RUNNING, Telling.good().report(), later),
                second);

        assertThat(first.condition(ConditionType.READY).orElseThrow().lastTransitionTime())
                .isEqualTo("2026-11-21T09:00:00Z");
        assertThat(second.condition(ConditionType.READY).orElseThrow().lastTransitionTime())
                .isEqualTo("2026-11-21T09:00:00Z");
        assertThat(third.condition(ConditionType.READY).orElseThrow().lastTransitionTime())
                .isEqualTo("2026-11-21T09:00:10Z");
        assertThat(second.observedGeneration()).isEqualTo(4);
        assertThat(second.conditions())
                .extracting(Condition::observedGeneration)
                .containsOnly(4L);
    }

    @Test
    void anOperatorThatForgotSinceWhenDoesNotTakeBackThatAPersonIsNeeded() {
        AmpSyncStatus stalled =
                StatusRules.next(hindered(ROLLING_OUT, ConditionReason.IMAGE_PULL_FAILED, LONG), AmpSyncStatus.NONE);
        AmpSyncStatus restarted =
                StatusRules.next(hindered(ROLLING_OUT, ConditionReason.IMAGE_PULL_FAILED, Duration.ZERO), stalled);

        assertThat(told(restarted, ConditionType.STALLED)).isEqualTo("True/ImagePullFailed");
    }

    @Test
    void whatIsStoredIsKeptWhileNothingReports() {
        AmpSyncStatus running = StatusRules.next(seen(Telling.good().report()), AmpSyncStatus.NONE);
        AmpSyncStatus suspended = StatusRules.next(in(STOPPED), running);

        assertThat(suspended.tables()).singleElement().satisfies(table -> {
            assertThat(table.rows()).isEqualTo(100);
            assertThat(table.mode()).isEqualTo(io.ampsync.api.TableReport.Mode.PAUSED);
            assertThat(table.watermarks()).isEqualTo(running.tables().getFirst().watermarks());
        });
        assertThat(suspended.checkpoint())
                .isEqualTo(new AmpSyncStatus.CheckpointStatus(1000L, 0L, Instant.parse("2026-11-21T08:59:58Z"), "0/1"));
        assertThat(suspended.dataset()).isEqualTo(running.dataset());
    }

    @Test
    void aBackfillLastsUntilTheHeadIsReachedForTheFirstTime() {
        Telling behind = Telling.of(table(STREAMING, null, at(5, 6L, SHORT)));
        AmpSyncStatus filling = StatusRules.next(
                seen(Telling.of(table(BACKFILLING, null, at(5, 900L, SHORT))).report()), AmpSyncStatus.NONE);
        AmpSyncStatus almost = StatusRules.next(seen(behind.report()), filling);
        AmpSyncStatus there = StatusRules.next(seen(Telling.good().report()), almost);

        assertThat(told(almost, ConditionType.CAUGHT_UP)).isEqualTo("False/Backfilling");
        assertThat(told(there, ConditionType.CAUGHT_UP)).isEqualTo("True/AtHead");
        assertThat(told(StatusRules.next(seen(behind.report()), there), ConditionType.CAUGHT_UP))
                .isEqualTo("False/Lagging");
    }

    @Test
    void theSummaryIsTheSlowestTable() {
        AmpSyncStatus status = StatusRules.next(
                seen(Telling.of(streaming(), table(BACKFILLING, null, at(5, 900L, SHORT)))
                        .report()),
                AmpSyncStatus.NONE);

        assertThat(status.checkpoint())
                .isEqualTo(new AmpSyncStatus.CheckpointStatus(5L, 895L, Instant.parse("2026-11-21T08:59:58Z"), "2/2"));
        assertThat(status.dataset()).isEqualTo(new AmpSyncStatus.DatasetStatus("_/eth_rpc", "1.4.0", "1.4.0", "25f4"));
    }

    @Test
    void withAnEmptyTableThereIsNeitherALowestBlockNorALag() {
        AmpSyncStatus status = StatusRules.next(
                seen(Telling.of(streaming(), table(PENDING, null)).report()), AmpSyncStatus.NONE);

        assertThat(status.checkpoint())
                .extracting(AmpSyncStatus.CheckpointStatus::lowestBlock, AmpSyncStatus.CheckpointStatus::maxLagBlocks)
                .containsOnlyNulls();
    }
}
