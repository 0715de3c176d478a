package io.ampsync.api.condition;

import static io.ampsync.api.condition.ConditionReason.CLAIMED_BY_OTHER;
import static io.ampsync.api.condition.ConditionReason.DATABASE_UNAVAILABLE;
import static io.ampsync.api.condition.ConditionReason.INVALID_SPEC;
import static io.ampsync.api.condition.ConditionReason.SCHEMA_INCOMPATIBLE;
import static io.ampsync.api.condition.ConditionReason.SECRET_MISSING;
import static io.ampsync.api.condition.ConditionReason.SOURCE_UNAVAILABLE;
import static io.ampsync.api.condition.ConditionReason.WAITING_FOR_RUNTIME;
import static io.ampsync.api.condition.ConditionReason.WAITING_FOR_WRITER;

import io.ampsync.api.Reason;
import io.ampsync.api.SyncReport;
import io.ampsync.api.TroubleReport;
import io.ampsync.api.WriterReport;
import io.ampsync.api.condition.Workload.Obstacle;
import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.ConditionType;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides whether what was asked is running. The first trouble in this order is the one that is told. */
final class Readiness {
    private final Observation seen;
    private final AmpSyncStatus before;

    private Readiness(Observation seen, AmpSyncStatus before) {
        this.seen = seen;
        this.before = before;
    }

    static Verdict of(Observation seen, AmpSyncStatus before) {
        return new Readiness(seen, before).verdict();
    }

    private Verdict verdict() {
        Obstacle obstacle = seen.workload().obstacle();
        return switch (seen.workload().phase()) {
            case DELETING ->
                obstacle == null
                        ? Verdict.reconciling(ConditionReason.DELETING, "The resource is being deleted.")
                        : hindered(obstacle, ConditionReason.DELETING);
            case DRAINING ->
                Verdict.reconciling(
                        ConditionReason.DRAINING, "Suspended: waiting for the pod to store what it has and stop.");
            case STOPPED -> Verdict.ready(ConditionReason.SUSPENDED, "Suspended: everything stored is kept.");
            case ROLLING_OUT ->
                obstacle == null
                        ? Verdict.reconciling(
                                ConditionReason.ROLLING_OUT, "Waiting for the pod of the desired revision.")
                        : hindered(obstacle, ConditionReason.ROLLING_OUT);
            case RUNNING -> obstacle == null ? reported() : hindered(obstacle, WAITING_FOR_RUNTIME);
            case SILENT ->
                obstacle == null
                        ? Verdict.unknown(
                                ConditionReason.RUNTIME_UNREACHABLE, "The pod is ready and does not answer /status.")
                        : hindered(obstacle, WAITING_FOR_RUNTIME);
        };
    }

    private Verdict hindered(Obstacle obstacle, ConditionReason meanwhile) {
        return stalls(obstacle.reason(), obstacle.since())
                ? Verdict.stalled(obstacle.reason(), obstacle.message())
                : Verdict.reconciling(obstacle.reason(), obstacle.message(), meanwhile);
    }

    /** Once stalled, it stays so for as long as the reason does: an observer that restarts forgets since when. */
    private boolean stalls(ConditionReason reason, @Nullable Instant since) {
        Optional<Duration> patience = reason.stallsAfter();
        if (patience.isEmpty()) {
            return false;
        }
        boolean already = before.condition(ConditionType.STALLED)
                .filter(stalled -> stalled.reason().equals(reason.label()))
                .isPresent();
        return already
                || patience.get().isZero()
                || (since != null && !seen.now().isBefore(since.plus(patience.get())));
    }

    private Verdict reported() {
        SyncReport report = seen.report();
        if (report == null) {
            return Verdict.reconciling(WAITING_FOR_RUNTIME, "The pod runs and has not reported yet.");
        }
        return configuration(report)
                .or(() -> claimed(report))
                .or(() -> schema(report))
                .or(() -> Tables.needingPerson(report.tables()))
                .or(() -> trouble(DATABASE_UNAVAILABLE, report.database(), report))
                .or(() -> trouble(SOURCE_UNAVAILABLE, report.source(), report))
                .or(() -> starting(report))
                .orElseGet(() -> Tables.verdict(report.tables(), seen.now()));
    }

    private Optional<Verdict> configuration(SyncReport report) {
        TroubleReport trouble = report.configuration();
        if (trouble == null) {
            return Optional.empty();
        }
        ConditionReason reason = Reason.SECRET_MISSING.label().equals(trouble.reason()) ? SECRET_MISSING : INVALID_SPEC;
        String message = String.valueOf(trouble.message());
        return Optional.of(
                stalls(reason, trouble.since())
                        ? Verdict.stalled(reason, message)
                        : Verdict.reconciling(reason, message, WAITING_FOR_RUNTIME));
    }

    private static Optional<Verdict> claimed(SyncReport report) {
        return report.writer() != null && report.writer().state() == WriterReport.State.CLAIMED_BY_OTHER
                ? Optional.of(Verdict.stalled(CLAIMED_BY_OTHER, Reason.CLAIMED_BY_OTHER.nextStep()))
                : Optional.empty();
    }

    /** A floating version that cannot be taken leaves the running one as ready as it is. */
    private Optional<Verdict> schema(SyncReport report) {
        return report.schema() == null || seen.dataset().floating()
                ? Optional.empty()
                : Optional.of(Verdict.stalled(
                        SCHEMA_INCOMPATIBLE, String.valueOf(report.schema().message())));
    }

    private Optional<Verdict> trouble(ConditionReason reason, @Nullable TroubleReport trouble, SyncReport report) {
        if (trouble == null || Grace.covers(trouble, report, seen.now())) {
            return Optional.empty();
        }
        String message = trouble.reason() + ": " + trouble.message();
        boolean person = Reason.of(trouble.reason()).filter(Reason::needsPerson).isPresent();
        return Optional.of(person ? Verdict.stalled(reason, message) : Verdict.notReady(reason, message));
    }

    private static Optional<Verdict> starting(SyncReport report) {
        WriterReport writer = report.writer();
        if (writer != null && writer.state() == WriterReport.State.WAITING) {
            return Optional.of(Verdict.reconciling(WAITING_FOR_WRITER, Reason.WRITER_WAITING.nextStep()));
        }
        if (report.state() == SyncReport.State.RUNNING) {
            return Optional.empty();
        }
        return Optional.of(Verdict.reconciling(
                WAITING_FOR_RUNTIME,
                report.state() == SyncReport.State.DRAINING ? "The runtime is stopping." : "The runtime is starting."));
    }
}
