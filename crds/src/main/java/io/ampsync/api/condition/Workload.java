package io.ampsync.api.condition;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the cluster, or this process, does for a sync.
 *
 * @param obstacle what keeps a pod from running, or its tables from being dropped; null if nothing does
 * @param pod of the desired revision, null if there is none
 */
public record Workload(
        Phase phase, @Nullable Obstacle obstacle, @Nullable Pod pod) {

    /** Where the pod of the desired revision is between its start and its end. */
    public enum Phase {
        /** It does not run yet; one of another revision may. */
        ROLLING_OUT,
        /** It runs, and its report is the one that was accepted, or it has not been asked yet. */
        RUNNING,
        /** It runs and is ready, and did not answer the last three polls. */
        SILENT,
        /** The sync is suspended, and a pod is left. */
        DRAINING,
        /** The sync is suspended, and no pod is left. */
        STOPPED,
        /** The resource is being deleted. */
        DELETING
    }

    /** A pod. */
    public record Pod(
            String name, @Nullable String image, @Nullable Integer restarts) {}

    /**
     * Something in the way.
     *
     * @param message one sentence that says what to fix
     * @param since when it was first seen; after a restart of the observer a later time will do
     */
    public record Obstacle(ConditionReason reason, String message, Instant since) {}

    /** This process runs the sync itself. */
    public static Workload inProcess() {
        return new Workload(Phase.RUNNING, null, null);
    }
}
