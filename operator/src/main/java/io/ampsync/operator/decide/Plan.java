package io.ampsync.operator.decide;

import io.ampsync.operator.AmpSync;
import io.ampsync.operator.observe.SecretsFound;
import io.ampsync.operator.render.Names;
import io.ampsync.operator.render.Rendering;
import io.ampsync.operator.render.SecretsMark;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to write.
 *
 * @param revision of the pod that should run, for now
 * @param apply in this order
 * @param rollout why pods are replaced; null if they are not
 * @param waiting true if a rollout of an upgrade has to wait for its turn
 */
public record Plan(
        String revision,
        List<HasMetadata> apply,
        List<HasMetadata> delete,
        @Nullable Rollout rollout,
        boolean waiting) {
    public Plan {
        apply = List.copyOf(apply);
        delete = List.copyOf(delete);
    }

    /** Nothing is to be written. */
    public static Plan none(String revision) {
        return new Plan(revision, List.of(), List.of(), null, false);
    }

    /**
     * Compares what should be with what is.
     *
     * @param live the objects of this sync
     * @param settled live objects that differ from their rendering only because the server writes it otherwise
     * @param turn whether this sync may roll because of an upgrade; asked only if it would
     */
    public static Plan of(
            AmpSync sync,
            Rendering desired,
            List<HasMetadata> live,
            Predicate<HasMetadata> settled,
            Predicate<AmpSync> turn) {
        Optional<Deployment> running = deployment(live, sync);
        Rollout rollout = rollout(desired, running);
        boolean waiting = rollout == Rollout.UPGRADE && !turn.test(sync);
        List<HasMetadata> apply = desired.objects().stream()
                .filter(object -> !(waiting && (object instanceof Deployment || object instanceof ConfigMap)))
                .filter(object -> find(object, live)
                        .filter(found -> Drift.matches(object, found)
                                || (Drift.sameRendering(object, found) && settled.test(found)))
                        .isEmpty())
                .toList();
        String revision = waiting ? running.map(Plan::revision).orElse(desired.revision()) : desired.revision();
        return new Plan(
                revision,
                apply,
                waiting ? List.of() : leftovers(sync, desired, live),
                waiting ? null : rollout,
                waiting);
    }

    /**
     * The hashes to render. Pods are replaced if a Secret that they were started with has changed; not because one is
     * missing now, nor because the operator may no longer read Secrets, or may from now on.
     */
    public static SecretsMark secrets(SecretsFound found, Optional<Deployment> running) {
        if (running.isEmpty()) {
            return SecretsMark.onPods(found.hash());
        }
        String onPods = annotation(running.get().getSpec().getTemplate().getMetadata(), Names.SECRETS_HASH);
        String firstRead = annotation(running.get().getMetadata(), Names.SECRETS_FIRST_READ);
        if (found.hash().isEmpty() || !found.missing().isEmpty()) {
            return new SecretsMark(onPods, firstRead);
        }
        boolean same = onPods.isEmpty() && (firstRead.isEmpty() || firstRead.equals(found.hash()));
        return same ? new SecretsMark("", found.hash()) : SecretsMark.onPods(found.hash());
    }

    private static String annotation(ObjectMeta metadata, String name) {
        return metadata.getAnnotations().getOrDefault(name, "");
    }

    private static @Nullable Rollout rollout(Rendering desired, Optional<Deployment> running) {
        if (running.isEmpty()) {
            return Rollout.CREATED;
        }
        if (desired.revision().equals(revision(running.get()))) {
            return null;
        }
        String[] before = asked(running.get());
        String[] now = desired.objects().stream()
                .flatMap(object ->
                        object instanceof Deployment deployment ? Stream.of(asked(deployment)) : Stream.empty())
                .toArray(String[]::new);
        if (Arrays.equals(before, now)) {
            return Rollout.UPGRADE;
        }
        boolean sameSpec = before.length == now.length && before.length > 1 && before[1].equals(now[1]);
        return sameSpec ? Rollout.SECRETS : Rollout.SPEC;
    }

    private static String[] asked(Deployment deployment) {
        return deployment
                .getMetadata()
                .getAnnotations()
                .getOrDefault(Names.ASKED, "")
                .split("/", -1);
    }

    /** The Deployment of a sync, if it is there. */
    public static Optional<Deployment> deployment(List<HasMetadata> live, AmpSync sync) {
        return live.stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .filter(found ->
                        found.getMetadata().getName().equals(sync.getMetadata().getName()))
                .findFirst();
    }

    /** The revision that a Deployment runs. */
    public static String revision(Deployment deployment) {
        return deployment.getSpec().getTemplate().getMetadata().getLabels().getOrDefault(Names.REVISION, "");
    }

    /** Of the ConfigMaps before the desired one, the newest stays: the pods that are being replaced may still read it. */
    private static List<HasMetadata> leftovers(AmpSync sync, Rendering desired, List<HasMetadata> live) {
        List<HasMetadata> gone = new ArrayList<>(live.stream()
                .filter(object -> object.getMetadata().getOwnerReferences().stream()
                        .anyMatch(owner -> Objects.equals(
                                owner.getUid(), sync.getMetadata().getUid())))
                .filter(object -> find(object, desired.objects()).isEmpty())
                .toList());
        gone.stream()
                .filter(ConfigMap.class::isInstance)
                .max(Comparator.comparing(
                        object -> String.valueOf(object.getMetadata().getCreationTimestamp())))
                .ifPresent(gone::remove);
        return gone;
    }

    private static Optional<HasMetadata> find(HasMetadata wanted, List<HasMetadata> among) {
        return among.stream()
                .filter(object -> object.getKind().equals(wanted.getKind())
                        && object.getMetadata()
                                .getName()
                                .equals(wanted.getMetadata().getName()))
                .findFirst();
    }
}
