package io.ampsync.operator.decide;

import io.ampsync.api.SyncReport;
import io.ampsync.api.condition.Workload;
import io.ampsync.api.condition.Workload.Phase;
import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.operator.AmpSync;
import io.ampsync.operator.observe.PodAnswer;
import io.ampsync.operator.render.Names;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where the pod of a sync is.
 *
 * @param pods all pods of the sync, terminating ones too
 * @param answers what they say, by UID
 */
public record Workloads(
        AmpSync sync,
        String revision,
        @Nullable Deployment deployment,
        List<Pod> pods,
        Map<String, PodAnswer> answers) {

    /** The pod of the desired revision; of two, the one with the later claim, then the younger one. */
    public Optional<Pod> pod() {
        return pods.stream()
                .filter(pod -> !pod.isMarkedForDeletion())
                .filter(pod -> revision.equals(pod.getMetadata().getLabels().get(Names.REVISION)))
                .filter(pod -> pod.getStatus() == null
                        || !List.of("Succeeded", "Failed")
                                .contains(String.valueOf(pod.getStatus().getPhase())))
                .max(Comparator.comparingLong(this::epoch)
                        .thenComparing(pod -> String.valueOf(pod.getMetadata().getCreationTimestamp())));
    }

    private long epoch(Pod pod) {
        SyncReport report = answer(pod).report();
        Long epoch = report == null || report.writer() == null
                ? null
                : report.writer().epoch();
        return epoch == null ? -1 : epoch;
    }

    private PodAnswer answer(Pod pod) {
        return answers.getOrDefault(pod.getMetadata().getUid(), PodAnswer.NONE);
    }

    public @Nullable SyncReport report() {
        return pod().map(this::answer).map(PodAnswer::report).orElse(null);
    }

    public Phase phase() {
        if (sync.isMarkedForDeletion()) {
            return Phase.DELETING;
        }
        if (sync.getSpec().suspend()) {
            return pods.isEmpty() ? Phase.STOPPED : Phase.DRAINING;
        }
        Optional<Pod> pod = pod().filter(Workloads::runs);
        if (pod.isEmpty()) {
            return Phase.ROLLING_OUT;
        }
        return answer(pod.get()).silent() && ready(pod.get()) ? Phase.SILENT : Phase.RUNNING;
    }

    /**
     * Whether the pod is ready, as the status told before, and only we have not heard from it: an operator that has just
     * started knows less than the one before it wrote.
     */
    public boolean unheard() {
        AmpSyncStatus told = sync.getStatus();
        AmpSyncStatus.RuntimeStatus runtime = told == null ? null : told.runtime();
        return told != null
                && runtime != null
                && Objects.equals(told.observedGeneration(), sync.getMetadata().getGeneration())
                && pod().filter(pod -> pod.getMetadata().getName().equals(runtime.pod()))
                        .filter(pod -> runs(pod) && ready(pod))
                        .map(this::answer)
                        .filter(answer -> answer.report() == null && !answer.silent())
                        .isPresent();
    }

    /** What keeps the pod from running. */
    public Optional<Trouble> trouble() {
        return pod().flatMap(Troubles::of)
                .or(() -> Optional.ofNullable(deployment)
                        .filter(_ -> pod().isEmpty())
                        .flatMap(Troubles::of));
    }

    public Workload.@Nullable Pod named() {
        return pod().map(pod -> {
                    Optional<ContainerStatus> status = status(pod);
                    return new Workload.Pod(
                            pod.getMetadata().getName(),
                            status.map(ContainerStatus::getImage).orElse(null),
                            status.map(ContainerStatus::getRestartCount).orElse(null));
                })
                .orElse(null);
    }

    private static Optional<ContainerStatus> status(Pod pod) {
        return pod.getStatus() == null
                ? Optional.empty()
                : pod.getStatus().getContainerStatuses().stream().findFirst();
    }

    private static boolean runs(Pod pod) {
        return status(pod)
                .map(ContainerStatus::getState)
                .filter(state -> state.getRunning() != null)
                .isPresent();
    }

    private static boolean ready(Pod pod) {
        return status(pod).filter(ContainerStatus::getReady).isPresent();
    }
}
