package io.ampsync.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One sync of a process.
 *
 * @param instanceUid UID of the resource, or {@code namespace/name} where there is none
 * @param revision label of the configuration that runs
 * @param sequence grows with every report of a process
 * @param configuration what is wrong with the settings or missing among the Secrets, absent if nothing is
 * @param source what hinders reading, absent if nothing does
 * @param database what hinders writing, absent if nothing does
 * @param schema what hinders running the version that was asked for, absent if nothing does
 * @param tables empty while none are known
 * @param resilience circuit breakers, retries and delays
 */
public record SyncReport(
        @Nullable String namespace,
        @Nullable String name,
        @Nullable String instanceUid,
        @Nullable String revision,
        @Nullable Instant startedAt,
        @Nullable Long sequence,
        @Nullable State state,
        @Nullable WriterReport writer,
        @Nullable TroubleReport configuration,
        @Nullable TroubleReport source,
        @Nullable TroubleReport database,
        @Nullable TroubleReport schema,
        @Nullable DatasetReport dataset,
        List<TableReport> tables,
        @Nullable ReorgsReport reorgs,
        @Nullable ResilienceReport resilience) {
    @SuppressWarnings("NullAway") // Jackson passes null for an absent list.
    public SyncReport {
        tables = tables == null ? List.of() : List.copyOf(tables);
    }

    /** Where the process is between its start and its end. */
    public enum State {
        @JsonProperty("Starting")
        STARTING,
        @JsonProperty("Running")
        RUNNING,
        @JsonProperty("Draining")
        DRAINING
    }
}
