package io.ampsync.api.condition;

import io.ampsync.api.SyncReport;
import io.ampsync.api.v1alpha1.AmpSyncSpec;
import io.ampsync.api.v1alpha1.DatasetSpec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that a status is made of, at one instant.
 *
 * @param generation of the spec
 * @param dataset of the spec
 * @param report of the desired revision and this resource, null if there is none
 */
public record Observation(
        long generation,
        DatasetSpec dataset,
        Workload workload,
        @Nullable SyncReport report,
        Instant now) {
    public Observation(long generation, AmpSyncSpec spec, Workload workload, @Nullable SyncReport report, Instant now) {
        this(generation, spec.dataset(), workload, report, now);
    }
}
