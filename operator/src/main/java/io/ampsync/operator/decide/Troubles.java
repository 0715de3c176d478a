package io.ampsync.operator.decide;

import static io.ampsync.api.condition.ConditionReason.CRASH_LOOPING;
import static io.ampsync.api.condition.ConditionReason.IMAGE_PULL_FAILED;
import static io.ampsync.api.condition.ConditionReason.INVALID_TEMPLATE;
import static io.ampsync.api.condition.ConditionReason.QUOTA_EXCEEDED;
import static io.ampsync.api.condition.ConditionReason.UNSCHEDULABLE;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads from pods, Deployments and refusals of the API server what a person has to fix. */
public final class Troubles {
    private Troubles() {}

    /** Why no pod of a Deployment could be made. */
    public static Optional<Trouble> of(Deployment deployment) {
        if (deployment.getStatus() == null) {
            return Optional.empty();
        }
        return deployment.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("ReplicaFailure")
                        && condition.getStatus().equals("True"))
                .map(condition -> refused(condition.getMessage()))
                .findFirst();
    }

    /** Why the API server, or an admission plugin, refused an object. */
    public static Trouble refused(@Nullable String message) {
        String text = String.valueOf(message);
        return text.contains("exceeded quota") || text.contains("failed quota")
                ? new Trouble(QUOTA_EXCEEDED, text)
                : new Trouble(INVALID_TEMPLATE, text);
    }

    /** Why a pod does not run. */
    public static Optional<Trouble> of(Pod pod) {
        if (pod.getStatus() == null) {
            return Optional.empty();
        }
        return pod.getStatus().getContainerStatuses().stream()
                .flatMap(status -> container(status).stream())
                .findFirst()
                .or(() -> unschedulable(pod));
    }

    private static Optional<Trouble> container(ContainerStatus status) {
        ContainerStateWaiting waiting =
                status.getState() == null ? null : status.getState().getWaiting();
        if (waiting == null || waiting.getReason() == null) {
            return Optional.empty();
        }
        String detail = waiting.getMessage() == null ? waiting.getReason() : waiting.getMessage();
        return switch (waiting.getReason()) {
            case "ErrImagePull", "ImagePullBackOff", "ErrImageNeverPull", "InvalidImageName", "RegistryUnavailable" ->
                Optional.of(
                        new Trouble(IMAGE_PULL_FAILED, "Image " + status.getImage() + " cannot be pulled: " + detail));
            case "CrashLoopBackOff" -> Optional.of(new Trouble(CRASH_LOOPING, crash(status)));
            case "CreateContainerConfigError", "CreateContainerError", "RunContainerError" ->
                Optional.of(new Trouble(INVALID_TEMPLATE, "The container cannot be started: " + detail));
            default -> Optional.empty();
        };
    }

    private static String crash(ContainerStatus status) {
        ContainerStateTerminated last =
                status.getLastState() == null ? null : status.getLastState().getTerminated();
        if (last == null) {
            return "The runtime ends again and again.";
        }
        String message = last.getMessage() == null ? "" : ": " + ExitNote.sentence(last.getMessage());
        String cause = "OOMKilled".equals(last.getReason())
                ? " for want of memory: raise spec.template.resources.limits.memory"
                : " with exit code " + last.getExitCode();
        return "The runtime ended " + status.getRestartCount() + " times, last" + cause + message;
    }

    private static Optional<Trouble> unschedulable(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("PodScheduled")
                        && condition.getStatus().equals("False")
                        && "Unschedulable".equals(condition.getReason()))
                .map(condition -> new Trouble(UNSCHEDULABLE, String.valueOf(condition.getMessage())))
                .findFirst();
    }
}
