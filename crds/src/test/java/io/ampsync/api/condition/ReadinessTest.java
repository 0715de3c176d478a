package io.ampsync.api.condition;

import static io.ampsync.api.TableReport.Mode.BACKFILLING;
import static io.ampsync.api.TableReport.Mode.FAILED;
import static io.ampsync.api.TableReport.Mode.PENDING;
import static io.ampsync.api.TableReport.Mode.STREAMING;
import static io.ampsync.api.condition.Stories.NOW;
import static io.ampsync.api.condition.Stories.at;
import static io.ampsync.api.condition.Stories.error;
import static io.ampsync.api.condition.Stories.hindered;
import static io.ampsync.api.condition.Stories.in;
import static io.ampsync.api.condition.Stories.seen;
import static io.ampsync.api.condition.Stories.streaming;
import static io.ampsync.api.condition.Stories.table;
import static io.ampsync.api.condition.Stories.told;
import static io.ampsync.api.condition.Stories.trouble;
import static io.ampsync.api.condition.Workload.Phase.DELETING;
import static io.ampsync.api.condition.Workload.Phase.DRAINING;
import static io.ampsync.api.condition.Workload.Phase.ROLLING_OUT;
import static io.ampsync.api.condition.Workload.Phase.RUNNING;
import static io.ampsync.api.condition.Workload.Phase.SILENT;
import static io.ampsync.api.condition.Workload.Phase.STOPPED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.ampsync.api.Reason;
import io.ampsync.api.SyncReport.State;
import io.ampsync.api.WriterReport;
import io.ampsync.api.condition.Stories.Telling;
import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.ConditionType;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Ready, Reconciling and Stalled, as a table. */
class ReadinessTest {
    private static final Duration SHORT = Duration.ofSeconds(20);
    private static final Duration A_WHILE = Duration.ofMinutes(2);
    private static final Duration LONG = Duration.ofMinutes(5);

    /** What is seen; then Ready, Reconciling and Stalled as {@code status/reason}, {@code -} if absent. */
    static Stream<Arguments> verdicts() {
        return Stream.of(
                arguments("rolling out", in(ROLLING_OUT), "False/RollingOut", "RollingOut", "-"),
                arguments("no report yet", in(RUNNING), "False/WaitingForRuntime", "WaitingForRuntime", "-"),
                arguments("silent", in(SILENT), "Unknown/RuntimeUnreachable", "-", "-"),
                arguments("draining", in(DRAINING), "False/Draining", "Draining", "-"),
                arguments("suspended", in(STOPPED), "True/Suspended", "-", "-"),
                arguments("deleting", in(DELETING), "False/Deleting", "Deleting", "-"),
                arguments(
                        "tables cannot be dropped",
                        hindered(DELETING, ConditionReason.DROP_FAILED, SHORT),
                        "False/DropFailed",
                        "-",
                        "DropFailed"),
                arguments(
                        "template refused",
                        hindered(ROLLING_OUT, ConditionReason.INVALID_TEMPLATE, SHORT),
                        "False/InvalidTemplate",
                        "-",
                        "InvalidTemplate"),
                arguments(
                        "image not pulled",
                        hindered(ROLLING_OUT, ConditionReason.IMAGE_PULL_FAILED, A_WHILE),
                        "False/ImagePullFailed",
                        "RollingOut",
                        "-"),
                arguments(
                        "image not pulled for long",
                        hindered(ROLLING_OUT, ConditionReason.IMAGE_PULL_FAILED, LONG),
                        "False/ImagePullFailed",
                        "-",
                        "ImagePullFailed"),
                arguments(
                        "crash loop",
                        hindered(RUNNING, ConditionReason.CRASH_LOOPING, A_WHILE),
                        "False/CrashLooping",
                        "WaitingForRuntime",
                        "-"),
                arguments(
                        "no node for long",
                        hindered(ROLLING_OUT, ConditionReason.UNSCHEDULABLE, LONG),
                        "False/Unschedulable",
                        "RollingOut",
                        "-"),
                arguments("good", seen(Telling.good().report()), "True/Streaming", "-", "-"),
                arguments(
                        "history",
                        seen(Telling.of(streaming(), table(BACKFILLING, null, at(5, 900L, SHORT)))
                                .report()),
                        "True/Backfilling",
                        "-",
                        "-"),
                arguments(
                        "starting",
                        seen(Telling.of().state(State.STARTING).report()),
                        "False/WaitingForRuntime",
                        "WaitingForRuntime",
                        "-"),
                arguments(
                        "stopping",
                        seen(Telling.good().state(State.DRAINING).report()),
                        "False/WaitingForRuntime",
                        "WaitingForRuntime",
                        "-"),
                arguments("no tables", seen(Telling.of().report()), "False/WaitingForTables", "-", "-"),
                arguments(
                        "first connection",
                        seen(Telling.of(table(PENDING, null)).report()),
                        "False/WaitingForTables",
                        "-",
                        "-"),
                arguments(
                        "nothing synced yet",
                        seen(Telling.of(table(PENDING, error(Reason.NOTHING_SYNCED, SHORT)))
                                .report()),
                        "False/TableFailed",
                        "-",
                        "-"),
                arguments(
                        "reconnecting",
                        seen(Telling.of(table(PENDING, error(Reason.SOURCE_GAP, SHORT), at(9, 9L, SHORT)))
                                .report()),
                        "True/Streaming",
                        "-",
                        "-"),
                arguments(
                        "reconnecting for long",
                        seen(Telling.of(table(STREAMING, error(Reason.SOURCE_GAP, A_WHILE), at(9, 9L, SHORT)))
                                .report()),
                        "False/TableFailed",
                        "-",
                        "-"),
                arguments(
                        "table for a person",
                        seen(Telling.of(streaming(), table(FAILED, error(Reason.START_MOVED, SHORT)))
                                .report()),
                        "False/TableFailed",
                        "-",
                        "TableFailed"),
                arguments(
                        "table of another sync",
                        seen(Telling.of(table(FAILED, error(Reason.CLAIMED_BY_OTHER, SHORT)))
                                .report()),
                        "False/ClaimedByOther",
                        "-",
                        "ClaimedByOther"),
                arguments(
                        "sync of another",
                        seen(Telling.good()
                                .writer(WriterReport.State.CLAIMED_BY_OTHER)
                                .report()),
                        "False/ClaimedByOther",
                        "-",
                        "ClaimedByOther"),
                arguments(
                        "waiting for the writer before",
                        seen(Telling.of().writer(WriterReport.State.WAITING).report()),
                        "False/WaitingForWriter",
                        "WaitingForWriter",
                        "-"),
                arguments(
                        "wrong setting",
                        seen(Telling.of()
                                .configuration(trouble(Reason.CONFIGURATION_INVALID, SHORT))
                                .report()),
                        "False/InvalidSpec",
                        "-",
                        "InvalidSpec"),
                arguments(
                        "secret missing",
                        seen(Telling.of()
                                .configuration(trouble(Reason.SECRET_MISSING, A_WHILE))
                                .report()),
                        "False/SecretMissing",
                        "WaitingForRuntime",
                        "-"),
                arguments(
                        "secret missing for long",
                        seen(Telling.of()
                                .configuration(trouble(Reason.SECRET_MISSING, LONG))
                                .report()),
                        "False/SecretMissing",
                        "-",
                        "SecretMissing"),
                arguments(
                        "source away at start",
                        seen(Telling.of()
                                .state(State.STARTING)
                                .source(trouble(Reason.SOURCE_UNREACHABLE, SHORT))
                                .report()),
                        "False/SourceUnavailable",
                        "-",
                        "-"),
                arguments(
                        "source away for a moment",
                        seen(Telling.good()
                                .source(trouble(Reason.SOURCE_UNREACHABLE, SHORT))
                                .report()),
                        "True/Streaming",
                        "-",
                        "-"),
                arguments(
                        "source away",
                        seen(Telling.good()
                                .source(trouble(Reason.SOURCE_UNREACHABLE, A_WHILE))
                                .report()),
                        "False/SourceUnavailable",
                        "-",
                        "-"),
                arguments(
                        "database refuses",
                        seen(Telling.of()
                                .state(State.STARTING)
                                .database(trouble(Reason.DATABASE_REFUSED, SHORT))
                                .report()),
                        "False/DatabaseUnavailable",
                        "-",
                        "DatabaseUnavailable"),
                arguments(
                        "both away: the database first",
                        seen(Telling.good()
                                .source(trouble(Reason.SOURCE_UNREACHABLE, A_WHILE))
                                .database(trouble(Reason.DATABASE_UNAUTHENTICATED, A_WHILE))
                                .report()),
                        "False/DatabaseUnavailable",
                        "-",
                        "-"),
                arguments(
                        "held floating version",
                        seen(Telling.good()
                                .held(trouble(Reason.SCHEMA_INCOMPATIBLE, LONG))
                                .report()),
                        "True/Streaming",
                        "-",
                        "-"),
                arguments(
                        "pinned to an incompatible version",
                        new Observation(
                                3,
                                Stories.PINNED,
                                Stories.RUNNING,
                                Telling.good()
                                        .held(trouble(Reason.SCHEMA_INCOMPATIBLE, LONG))
                                        .report(),
                                NOW),
                        "False/SchemaIncompatible",
                        "-",
                        "SchemaIncompatible"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("verdicts")
    void readyTellsWhatRuns(String story, Observation seen, String ready, String reconciling, String stalled) {
        AmpSyncStatus status = StatusRules.next(seen, AmpSyncStatus.NONE);

        assertThat(told(status, ConditionType.READY)).as(story).isEqualTo(ready);
        assertThat(told(status, ConditionType.RECONCILING))
                .isEqualTo(reconciling.equals("-") ? "-" : "True/" + reconciling);
        assertThat(told(status, ConditionType.STALLED)).isEqualTo(stalled.equals("-") ? "-" : "True/" + stalled);
    }
}
