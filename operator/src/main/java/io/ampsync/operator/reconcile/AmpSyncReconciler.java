package io.ampsync.operator.reconcile;

import io.ampsync.api.condition.ConditionReason;
import io.ampsync.api.condition.Observation;
import io.ampsync.api.condition.Workload;
import io.ampsync.api.v1alpha1.Condition.Truth;
import io.ampsync.api.v1alpha1.ConditionType;
import io.ampsync.operator.AmpSync;
import io.ampsync.operator.apply.Applier;
import io.ampsync.operator.decide.Plan;
import io.ampsync.operator.decide.Trouble;
import io.ampsync.operator.decide.Upgrades;
import io.ampsync.operator.decide.Workloads;
import io.ampsync.operator.observe.PodAddress;
import io.ampsync.operator.observe.SecretReader;
import io.ampsync.operator.observe.SecretsFound;
import io.ampsync.operator.observe.StatusPoller;
import io.ampsync.operator.render.Names;
import io.ampsync.operator.render.Platform;
import io.ampsync.operator.render.Renderer;
import io.ampsync.operator.render.SecretsMark;
import io.ampsync.operator.render.TemplateRefused;
import io.ampsync.operator.status.EventWriter;
import io.ampsync.operator.status.Notice;
import io.ampsync.operator.status.StatusWriter;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the cluster what AmpSyncs ask for, and tells in their status what is so. */
public final class AmpSyncReconciler implements Reconciler<AmpSync> {
    /** Objects per answer of the API server when the caches are filled: the answer is in memory as a whole. */
    public static final long LISTED_AT_A_TIME = 200;

    private static final Duration WAITING_FOR_A_TURN = Duration.ofSeconds(10);
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final Platform platform;
    private final Renderer renderer;
    private final Children children = new Children();
    private final @Nullable Selection selection;
    private final @Nullable SecretReader secrets;
    private final StatusPoller poller;
    private final Upgrades upgrades = new Upgrades();
    private final Obstacles obstacles = new Obstacles();
    private final UnreadableSpecs unreadable;
    private final Applier applier;
    private final Finalizer finalizer;
    private final EventWriter events;
    private final StatusWriter status;
    private final Deletion deletion;

    /**
     * What a reconciler is made of.
     *
     * @param secretsReadable whether the operator may read Secrets
     * @param namespaceSelector labels of namespaces; null for every namespace that is watched
     */
    public record Parts(
            KubernetesClient client,
            Platform platform,
            boolean secretsReadable,
            @Nullable String namespaceSelector,
            StatusPoller poller,
            StatusWriter.StatusListener listener,
            InstantSource clock) {}

    public AmpSyncReconciler(Parts parts) {
        this.clock = parts.clock();
        this.platform = parts.platform();
        this.renderer = new Renderer(platform);
        this.poller = parts.poller();
        this.secrets = parts.secretsReadable() ? new SecretReader(parts.client(), clock) : null;
        this.selection = parts.namespaceSelector() == null ? null : new Selection(parts.namespaceSelector());
        this.unreadable = new UnreadableSpecs(parts.client());
        this.applier = new Applier(parts.client(), children::wrote);
        this.finalizer = new Finalizer(parts.client());
        this.events = new EventWriter(parts.client(), clock);
        this.status = new StatusWriter(parts.client(), events, parts.listener());
        this.deletion = new Deletion(parts.client(), platform, applier, finalizer, events);
    }

    @Override
    public List<EventSource<?, AmpSync>> prepareEventSources(EventSourceContext<AmpSync> context) {
        List<EventSource<?, AmpSync>> sources = new ArrayList<>(children.open(context, platform.podMonitors()));
        sources.add(poller);
        if (selection != null) {
            sources.add(selection.open(context));
        }
        return sources;
    }

    @Override
    public UpdateControl<AmpSync> reconcile(AmpSync sync, Context<AmpSync> context) {
        if (context.isPrimaryResourceDeleted()) {
            forget(sync);
            return UpdateControl.noUpdate();
        }
        if (selection != null && !selection.includes(sync.getMetadata().getNamespace())) {
            return UpdateControl.noUpdate();
        }
        return UpdateControl.<AmpSync>noUpdate().rescheduleAfter(act(sync));
    }

    private Duration act(AmpSync sync) {
        if (!sync.readable()) {
            return refuse(sync);
        }
        return sync.isMarkedForDeletion() ? delete(sync) : run(sync);
    }

    /** What runs is left as it is, for what is asked is not known. */
    private Duration refuse(AmpSync sync) {
        if (!sync.isMarkedForDeletion() || !deletion.skipped(sync)) {
            unreadable.of(sync).ifPresent(found -> {
                Trouble trouble = new Trouble(ConditionReason.INVALID_SPEC, found.why());
                Instant now = clock.instant();
                Workload workload =
                        new Workload(Workload.Phase.ROLLING_OUT, obstacles.of(sync, Optional.of(trouble), now), null);
                status.write(
                        sync,
                        new Observation(sync.getMetadata().getGeneration(), found.dataset(), workload, null, now));
            });
        }
        return SecretReader.FRESH;
    }

    private Duration run(AmpSync sync) {
        finalizer.follow(sync);
        List<HasMetadata> live = children.of(sync);
        Optional<Deployment> deployment = Plan.deployment(live, sync);
        SecretsFound found = secrets == null ? SecretsFound.UNREAD : secrets.read(sync);
        Optional<Trouble> trouble =
                found.missing().stream().findFirst().map(text -> new Trouble(ConditionReason.SECRET_MISSING, text));
        Plan plan = Plan.none(deployment.map(Plan::revision).orElse(""));
        boolean paused = "true".equals(sync.getMetadata().getAnnotations().get(Names.PAUSE));
        if (!paused) {
            try {
                SecretsMark mark = Plan.secrets(found, deployment);
                plan = Plan.of(sync, renderer.render(sync, mark), live, applier::settled, upgrades::turn);
            } catch (TemplateRefused e) {
                trouble = Optional.of(new Trouble(ConditionReason.INVALID_TEMPLATE, String.valueOf(e.getMessage())));
            }
        }
        Long generation = sync.getStatus() == null || !paused
                ? sync.getMetadata().getGeneration()
                : sync.getStatus().observedGeneration();
        Workloads workloads = look(sync, plan.revision(), deployment.orElse(null));
        if (plan.rollout() != null && obstacles.firstTold(sync, plan.revision())) {
            tell(sync, generation, workloads, trouble);
        }
        Optional<Trouble> refused = applier.carryOut(sync, plan, live);
        if (plan.rollout() != null && refused.isEmpty()) {
            events.tell(
                    sync, Notice.normal("Rollout", plan.rollout().sentence() + " Revision " + plan.revision() + "."));
        }
        Optional<Trouble> first = trouble.or(() -> refused).or(workloads::trouble);
        Optional<Duration> later = tell(sync, generation, workloads, first);
        boolean settled = workloads.phase() != Workload.Phase.ROLLING_OUT && workloads.report() != null;
        if (!plan.waiting()
                && plan.rollout() == null
                && (settled || sync.getSpec().suspend())) {
            upgrades.done(sync);
        }
        return soonest(later, plan.waiting(), first.isPresent());
    }

    private Workloads look(AmpSync sync, String revision, @Nullable Deployment deployment) {
        ResourceID id = ResourceID.fromResource(sync);
        Workloads workloads = new Workloads(sync, revision, deployment, children.pods(sync), poller.answers(id));
        poller.watch(
                id,
                workloads.pods().stream()
                        .flatMap(pod -> PodAddress.of(pod, sync).stream())
                        .filter(pod -> pod.revision().equals(revision))
                        .collect(Collectors.toSet()));
        return workloads;
    }

    private Optional<Duration> tell(
            AmpSync sync, @Nullable Long generation, Workloads workloads, Optional<Trouble> trouble) {
        if (trouble.isEmpty() && workloads.unheard()) {
            return Optional.of(FIRST_ANSWER);
        }
        Instant now = clock.instant();
        Workload workload = new Workload(workloads.phase(), obstacles.of(sync, trouble, now), workloads.named());
        return status.write(
                sync,
                new Observation(
                        generation == null ? 0 : generation, sync.getSpec(), workload, workloads.report(), now));
    }

    private static Duration soonest(Optional<Duration> later, boolean waiting, boolean trouble) {
        Duration next = waiting || trouble ? WAITING_FOR_A_TURN : SecretReader.FRESH;
        return later.filter(delay -> delay.compareTo(next) < 0).orElse(next);
    }

    private Duration delete(AmpSync sync) {
        if (!sync.hasFinalizer(Names.FINALIZER)) {
            return SecretReader.FRESH;
        }
        Workloads workloads = look(sync, "", null);
        boolean untold = sync.getStatus() != null
                && sync.getStatus()
                        .condition(ConditionType.READY)
                        .filter(ready -> ready.status() == Truth.TRUE)
                        .isPresent();
        if (untold) {
            tell(sync, sync.getMetadata().getGeneration(), workloads, Optional.empty());
        }
        Optional<Trouble> trouble = deletion.advance(sync, children, clock.instant());
        if (trouble.isPresent()) {
            tell(sync, sync.getMetadata().getGeneration(), workloads, trouble);
        }
        return WAITING_FOR_A_TURN;
    }

    private void forget(AmpSync sync) {
        poller.watch(ResourceID.fromResource(sync), Set.of());
        upgrades.done(sync);
        obstacles.forget(sync);
        deletion.forget(sync);
        status.forget(sync);
        if (secrets != null) {
            secrets.forget(sync);
        }
    }
}
