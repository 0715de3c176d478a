package io.ampsync.api.condition;

import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.Condition;
import io.ampsync.api.v1alpha1.Condition.Truth;
import io.ampsync.api.v1alpha1.ConditionType;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The status of an AmpSync, from what is observed and what was said before. */
public final class StatusRules {
    private StatusRules() {}

    /**
     * The whole status, to be written as it is. What is stored (rows, checkpoints, reorgs) is kept while nothing reports.
     *
     * @param before the status that was written last, {@link AmpSyncStatus#NONE} if none was
     */
    public static AmpSyncStatus next(Observation seen, AmpSyncStatus before) {
        Progress progress = Progress.of(seen, before);
        return new AmpSyncStatus(
                seen.generation(),
                conditions(seen, before),
                progress.dataset(),
                progress.checkpoint(),
                progress.tables(),
                progress.reorgs(),
                progress.runtime());
    }

    private static List<Condition> conditions(Observation seen, AmpSyncStatus before) {
        Verdict verdict = Readiness.of(seen, before);
        String reason = verdict.reason().label();
        Map<ConditionType, Finding> findings = new EnumMap<>(Findings.of(seen));
        findings.computeIfPresent(ConditionType.CAUGHT_UP, (_, finding) -> sinceTheBackfill(finding, before));
        findings.put(ConditionType.READY, new Finding(verdict.ready(), reason, verdict.message()));
        if (verdict.reconciling() != null) {
            findings.put(ConditionType.RECONCILING, Finding.yes(verdict.reconciling(), verdict.message()));
        }
        if (verdict.stalled()) {
            findings.put(ConditionType.STALLED, Finding.yes(verdict.reason(), verdict.message()));
        }
        List<Condition> conditions = new ArrayList<>();
        findings.forEach((type, finding) -> conditions.add(condition(type, finding, seen, before)));
        return conditions;
    }

    /** Between the last of the history and the head it is still on its way to the head for the first time. */
    private static Finding sinceTheBackfill(Finding finding, AmpSyncStatus before) {
        boolean onItsWay = finding.reason().equals(ConditionReason.LAGGING.label())
                && before.condition(ConditionType.CAUGHT_UP)
                        .filter(last -> last.reason().equals(ConditionReason.BACKFILLING.label()))
                        .isPresent();
        return onItsWay ? Finding.no(ConditionReason.BACKFILLING.label(), finding.message()) : finding;
    }

    private static Condition condition(ConditionType type, Finding finding, Observation seen, AmpSyncStatus before) {
        Truth truth = finding.truth();
        return new Condition(
                type.label(),
                truth,
                finding.reason(),
                shortened(finding.message()),
                before.condition(type)
                        .filter(previous -> previous.status() == truth)
                        .map(Condition::lastTransitionTime)
                        .orElse(seen.now().truncatedTo(ChronoUnit.SECONDS)),
                seen.generation());
    }

    static String shortened(String message) {
        return message.length() <= Condition.LONGEST_MESSAGE
                ? message
                : message.substring(0, Condition.LONGEST_MESSAGE - 1) + "…";
    }
}
