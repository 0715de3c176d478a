package io.ampsync.api.condition;

import io.ampsync.api.DatasetReport;
import io.ampsync.api.SyncReport;
import io.ampsync.api.TroubleReport;
import io.ampsync.api.WriterReport;
import io.ampsync.api.v1alpha1.ConditionType;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the report says about each side of the sync; without a report nothing is known. */
final class Findings {
    private static final Finding NOT_CHECKED =
            Finding.unknown(ConditionReason.NOT_CHECKED, "There is no report of a running pod.");

    private static final Finding UNCLAIMED =
            Finding.unknown(ConditionReason.NOT_CHECKED, "The tables were not claimed yet.");

    private Findings() {}

    static Map<ConditionType, Finding> of(Observation seen) {
        SyncReport report = seen.workload().phase() == Workload.Phase.RUNNING ? seen.report() : null;
        Map<ConditionType, Finding> findings = new EnumMap<>(ConditionType.class);
        if (report == null) {
            for (ConditionType type : new ConditionType[] {
                ConditionType.SOURCE_REACHABLE,
                ConditionType.DATABASE_REACHABLE,
                ConditionType.SCHEMA_COMPATIBLE,
                ConditionType.WRITER_CLAIMED,
                ConditionType.CAUGHT_UP,
                ConditionType.UPDATE_AVAILABLE
            }) {
                findings.put(type, NOT_CHECKED);
            }
            return findings;
        }
        Instant now = seen.now();
        findings.put(
                ConditionType.SOURCE_REACHABLE,
                side(report, report.source(), report.dataset() != null, "The source", now));
        findings.put(
                ConditionType.DATABASE_REACHABLE,
                side(report, report.database(), report.writer() != null, "The database", now));
        findings.put(ConditionType.SCHEMA_COMPATIBLE, schema(report));
        findings.put(ConditionType.WRITER_CLAIMED, writer(report.writer()));
        findings.put(ConditionType.CAUGHT_UP, CaughtUp.of(report, now));
        findings.put(ConditionType.UPDATE_AVAILABLE, update(seen, report));
        return findings;
    }

    private static Finding side(
            SyncReport report, @Nullable TroubleReport trouble, boolean answered, String what, Instant now) {
        if (trouble != null && trouble.reason() != null && !Grace.covers(trouble, report, now)) {
            return Finding.no(trouble.reason(), String.valueOf(trouble.message()));
        }
        return answered || trouble != null
                ? Finding.yes(ConditionReason.CONNECTED, what + " answers.")
                : Finding.unknown(ConditionReason.NOT_CHECKED, what + " was not asked yet.");
    }

    private static Finding schema(SyncReport report) {
        TroubleReport trouble = report.schema();
        if (trouble != null) {
            return Finding.no(ConditionReason.SCHEMA_INCOMPATIBLE.label(), trouble.reason() + ": " + trouble.message());
        }
        return report.state() == SyncReport.State.RUNNING && !report.tables().isEmpty()
                ? Finding.yes(ConditionReason.COMPATIBLE, "The version that was asked for fits the tables.")
                : Finding.unknown(ConditionReason.NOT_CHECKED, "No table was looked at yet.");
    }

    private static Finding writer(@Nullable WriterReport writer) {
        if (writer == null) {
            return UNCLAIMED;
        }
        return switch (writer.state()) {
            case HELD ->
                Finding.yes(ConditionReason.EPOCH_HELD, "The tables are claimed with epoch " + writer.epoch() + ".");
            case WAITING ->
                Finding.no(ConditionReason.WAITING.label(), "Another instance was seen less than 60 s ago.");
            case CLAIMED_BY_OTHER ->
                Finding.no(ConditionReason.CLAIMED_BY_OTHER.label(), "Another sync owns a table of this one.");
            case FENCED -> Finding.no(ConditionReason.FENCED.label(), "Another instance of this sync took over.");
            case UNKNOWN -> UNCLAIMED;
            case null -> UNCLAIMED;
        };
    }

    private static Finding update(Observation seen, SyncReport report) {
        DatasetReport dataset = report.dataset();
        if (dataset != null && dataset.update() != null) {
            return Finding.yes(
                    ConditionReason.NEW_VERSION,
                    "Version " + dataset.update().version() + " is not taken: "
                            + dataset.update().message());
        }
        if (!seen.dataset().floating()) {
            return Finding.no(ConditionReason.PINNED.label(), "The spec names an exact version.");
        }
        if (dataset == null || dataset.desiredVersion() == null) {
            return Finding.unknown(ConditionReason.POLL_FAILED, "The version is not known yet.");
        }
        return Finding.no(ConditionReason.UP_TO_DATE.label(), "The version that was asked for runs.");
    }
}
