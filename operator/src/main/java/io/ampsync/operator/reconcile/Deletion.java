package io.ampsync.operator.reconcile;

import io.ampsync.api.condition.ConditionReason;
import io.ampsync.api.v1alpha1.AmpSyncSpec.DeletionPolicy;
import io.ampsync.operator.AmpSync;
import io.ampsync.operator.apply.Applier;
import io.ampsync.operator.decide.ExitNote;
import io.ampsync.operator.decide.Plan;
import io.ampsync.operator.decide.Trouble;
import io.ampsync.operator.decide.Troubles;
import io.ampsync.operator.render.DropJob;
import io.ampsync.operator.render.Names;
import io.ampsync.operator.render.Platform;
import io.ampsync.operator.render.TemplateRefused;
import io.ampsync.operator.status.EventWriter;
import io.ampsync.operator.status.Notice;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Drops the tables of a deleted sync: stop the pod, then one Job, then let go. Nothing is made anew meanwhile. */
final class Deletion {
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMinutes(1);
    private final KubernetesClient client;
    private final Platform platform;
    private final Applier applier;
    private final Finalizer finalizer;
    private final EventWriter events;
    /** Syncs whose tables are gone: a cache that still has the finalizer must not start over. */
    private final Set<String> dropped = ConcurrentHashMap.newKeySet();

    Deletion(KubernetesClient client, Platform platform, Applier applier, Finalizer finalizer, EventWriter events) {
        this.client = client;
        this.platform = platform;
        this.applier = applier;
        this.finalizer = finalizer;
        this.events = events;
    }

    /** One step; returns what is in the way. */
    Optional<Trouble> advance(AmpSync sync, Children children, Instant now) {
        if (sync.getSpec().deletionPolicy() != DeletionPolicy.DELETE
                || dropped.contains(sync.getMetadata().getUid())) {
            finalizer.remove(sync);
            return Optional.empty();
        }
        if (skipped(sync)) {
            return Optional.empty();
        }
        List<HasMetadata> live = children.of(sync);
        Optional<Deployment> deployment = Plan.deployment(live, sync);
        deployment.filter(found -> found.getSpec().getReplicas() != 0).ifPresent(this::stop);
        if (!children.pods(sync).isEmpty()) {
            return Optional.empty();
        }
        Optional<Job> job =
                live.stream().filter(Job.class::isInstance).map(Job.class::cast).findFirst();
        return job.isPresent() ? follow(sync, job.get(), children.dropPods(sync), now) : start(sync);
    }

    /** Lets go of the resource without dropping tables, if that is asked. */
    boolean skipped(AmpSync sync) {
        boolean asked = "true".equals(sync.getMetadata().getAnnotations().get(Names.SKIP_DROP));
        if (asked) {
            retain(sync, "The tables stay, as the annotation " + Names.SKIP_DROP + " asks.");
        }
        return asked;
    }

    void forget(AmpSync sync) {
        dropped.remove(sync.getMetadata().getUid());
    }

    private void stop(Deployment deployment) {
        client.resource(deployment).edit(fresh -> {
            fresh.getSpec().setReplicas(0);
            return fresh;
        });
    }

    private Optional<Trouble> start(AmpSync sync) {
        try {
            for (HasMetadata object : DropJob.of(sync, platform)) {
                Optional<Trouble> refused = applier.create(object, null);
                if (refused.filter(trouble -> trouble.reason() == ConditionReason.DELETING)
                        .isPresent()) {
                    return retain(sync, "The tables stay: the namespace is being deleted, no Job can run in it.");
                }
                if (refused.isPresent()) {
                    return failed(refused.get().message());
                }
            }
            return Optional.empty();
        } catch (TemplateRefused e) {
            return failed(String.valueOf(e.getMessage()));
        }
    }

    private Optional<Trouble> follow(AmpSync sync, Job job, List<Pod> pods, Instant now) {
        if (!Objects.equals(
                job.getMetadata().getAnnotations().get(Names.ASKED),
                sync.getMetadata().getUid())) {
            applier.delete(job);
            return Optional.empty();
        }
        if (job.getStatus() != null
                && job.getStatus().getSucceeded() != null
                && job.getStatus().getSucceeded() > 0) {
            dropped.add(sync.getMetadata().getUid());
            clean(sync, job);
            events.tell(sync, Notice.normal("TablesDropped", "The tables of this sync are dropped."));
            finalizer.remove(sync);
            return Optional.empty();
        }
        Optional<Instant> end = end(job);
        if (end.isPresent()) {
            if (!now.isBefore(end.get().plus(BETWEEN_ATTEMPTS))) {
                applier.delete(job);
            }
            return failed(cause(pods));
        }
        return pods.stream().flatMap(pod -> Troubles.of(pod).stream()).findFirst();
    }

    private void clean(AmpSync sync, Job job) {
        applier.delete(job);
        String name = Names.drop(sync.getMetadata().getName());
        client.configMaps()
                .inNamespace(sync.getMetadata().getNamespace())
                .withName(name)
                .delete();
    }

    private static Optional<Instant> end(Job job) {
        return job.getStatus() == null
                ? Optional.empty()
                : job.getStatus().getConditions().stream()
                        .filter(condition -> condition.getType().equals("Failed")
                                && condition.getStatus().equals("True"))
                        .map(condition -> condition.getLastTransitionTime() == null
                                ? Instant.EPOCH
                                : Instant.parse(condition.getLastTransitionTime()))
                        .findFirst();
    }

    private static String cause(List<Pod> pods) {
        return pods.stream()
                .filter(pod -> pod.getStatus() != null)
                .flatMap(pod -> pod.getStatus().getContainerStatuses().stream())
                .map(ContainerStatus::getState)
                .flatMap(state -> state == null || state.getTerminated() == null
                        ? Stream.empty()
                        : Stream.ofNullable(state.getTerminated().getMessage()))
                .map(ExitNote::sentence)
                .findFirst()
                .orElse("The Job that drops the tables failed; see its log.");
    }

    private static Optional<Trouble> failed(String cause) {
        return Optional.of(new Trouble(ConditionReason.DROP_FAILED, cause));
    }

    private Optional<Trouble> retain(AmpSync sync, String message) {
        events.tell(sync, Notice.normal("TablesRetained", message));
        finalizer.remove(sync);
        return Optional.empty();
    }
}
