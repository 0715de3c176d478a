package io.ampsync.runtime.cli;

import io.ampsync.api.DatasetReport;
import io.ampsync.api.SyncReport;
import io.ampsync.api.condition.Observation;
import io.ampsync.api.condition.StatusRules;
import io.ampsync.api.condition.Workload;
import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.ConditionType;
import io.ampsync.api.v1alpha1.DatasetSpec;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A sync as {@code kubectl get ampsyncs} would show it.
 *
 * @param since when it was started here, null if it is not
 */
record StatusRow(String namespace, String name, @Nullable Instant since, AmpSyncStatus status) {
    /** The status that the operator would write about such a report. */
    static StatusRow of(SyncReport report, DatasetSpec dataset, AmpSyncStatus before, Instant now) {
        return new StatusRow(
                String.valueOf(report.namespace()),
                String.valueOf(report.name()),
                report.startedAt(),
                StatusRules.next(new Observation(1, dataset, Workload.inProcess(), report, now), before));
    }

    /** As {@link #of}, from the report alone. */
    static StatusRow of(SyncReport report, Instant now) {
        String reference = Optional.ofNullable(report.dataset())
                .map(DatasetReport::reference)
                .orElse("");
        int slash = reference.indexOf('/');
        int at = reference.indexOf('@', slash + 1);
        DatasetSpec dataset = slash < 0 || at < 0
                ? new DatasetSpec("_", reference, "latest")
                : new DatasetSpec(
                        reference.substring(0, slash), reference.substring(slash + 1, at), reference.substring(at + 1));
        return of(report, dataset, AmpSyncStatus.NONE, now);
    }

    static StatusRow suspended(String namespace, String name, DatasetSpec dataset, Instant now) {
        Workload stopped = new Workload(Workload.Phase.STOPPED, null, null);
        return new StatusRow(
                namespace,
                name,
                null,
                StatusRules.next(new Observation(1, dataset, stopped, null, now), AmpSyncStatus.NONE));
    }

    /** What a reader wants to know at once: state, version, reorgs; not how far it is. */
    String headline() {
        return status.condition(ConditionType.READY)
                        .map(ready -> ready.status().label() + " " + ready.reason())
                        .orElse("")
                + " " + status.dataset() + " " + status.reorgs();
    }
}
