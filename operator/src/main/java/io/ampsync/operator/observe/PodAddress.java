package io.ampsync.operator.observe;

import io.ampsync.operator.AmpSync;
import io.ampsync.operator.render.Names;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/**
 * A running pod that can be asked.
 *
 * @param uid of the pod
 * @param instanceUid that its report must name
 * @param revision that its report must name
 */
public record PodAddress(String uid, String ip, String instanceUid, String revision) {
    /** The address of a pod; empty if its container does not run or it is about to go. */
    public static Optional<PodAddress> of(Pod pod, AmpSync sync) {
        String ip = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
        String revision = pod.getMetadata().getLabels().get(Names.REVISION);
        if (ip == null || ip.isEmpty() || revision == null || pod.isMarkedForDeletion() || !runs(pod)) {
            return Optional.empty();
        }
        return Optional.of(new PodAddress(
                pod.getMetadata().getUid(), ip, sync.getMetadata().getUid(), revision));
    }

    private static boolean runs(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream()
                .map(ContainerStatus::getState)
                .anyMatch(state -> state != null && state.getRunning() != null);
    }
}
