package io.ampsync.operator.apply;

import io.ampsync.api.condition.ConditionReason;
import io.ampsync.operator.AmpSync;
import io.ampsync.operator.decide.Plan;
import io.ampsync.operator.decide.Trouble;
import io.ampsync.operator.decide.Troubles;
import io.ampsync.operator.render.Names;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Carries out plans. What the API server refuses for good is a trouble to report; everything else is thrown. */
public final class Applier {
    private static final PatchContext APPLY = new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(Names.FIELD_MANAGER)
            .withForce(true)
            .build();
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int UNPROCESSABLE = 422;

    private final KubernetesClient client;
    private final BiConsumer<HasMetadata, @Nullable HasMetadata> cache;
    private final Map<String, Long> settled = new ConcurrentHashMap<>();

    /** The cache learns each object as the server has it, and as it was before. */
    public Applier(KubernetesClient client, BiConsumer<HasMetadata, @Nullable HasMetadata> cache) {
        this.client = client;
        this.cache = cache;
    }

    /** Whether an object is still as the server made it of our last apply. */
    public boolean settled(HasMetadata live) {
        Long generation = live.getMetadata().getGeneration();
        return generation != null
                && generation.equals(settled.get(live.getMetadata().getUid()));
    }

    /** Applies and deletes; returns the first refusal. */
    public Optional<Trouble> carryOut(AmpSync sync, Plan plan, List<HasMetadata> live) {
        Optional<Trouble> trouble = Optional.empty();
        for (HasMetadata object : plan.apply()) {
            Optional<Trouble> refused = apply(sync, object, find(object, live));
            trouble = trouble.or(() -> refused);
            if (refused.isPresent()) {
                break;
            }
        }
        if (trouble.isEmpty()) {
            plan.delete().forEach(this::delete);
        }
        return trouble;
    }

    private Optional<Trouble> apply(AmpSync sync, HasMetadata object, @Nullable HasMetadata cached) {
        HasMetadata before = cached == null ? client.resource(object).get() : cached;
        if (before != null && !belongs(before, sync)) {
            boolean ours =
                    Names.FIELD_MANAGER.equals(before.getMetadata().getLabels().get(Names.MANAGED_BY));
            return ours
                    ? Optional.of(new Trouble(
                            ConditionReason.ROLLING_OUT,
                            "Waiting for " + title(object) + " of the AmpSync before this one to go."))
                    : Optional.of(new Trouble(
                            ConditionReason.INVALID_TEMPLATE,
                            title(object) + " exists already and was not made for this AmpSync: rename one of them."));
        }
        return create(object, before);
    }

    /** Applies an object that has no owner. */
    public Optional<Trouble> create(HasMetadata object, @Nullable HasMetadata before) {
        try {
            HasMetadata applied = client.resource(object).patch(APPLY);
            Long generation = applied.getMetadata().getGeneration();
            if (generation != null) {
                settled.put(applied.getMetadata().getUid(), generation);
            }
            cache.accept(applied, before);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            if (namespaceEnds(e)) {
                return Optional.of(new Trouble(ConditionReason.DELETING, "The namespace is being deleted."));
            }
            return switch (e.getCode()) {
                case BAD_REQUEST, FORBIDDEN, UNPROCESSABLE ->
                    Optional.of(Troubles.refused(title(object) + " is refused: " + reason(e)));
                default -> throw e;
            };
        }
    }

    /** Deletes an object, its pods with it. */
    public void delete(HasMetadata object) {
        try {
            client.resource(object).delete();
            settled.remove(object.getMetadata().getUid());
        } catch (KubernetesClientException e) {
            if (e.getCode() != NOT_FOUND) {
                throw e;
            }
        }
    }

    private static boolean namespaceEnds(KubernetesClientException e) {
        return e.getStatus() != null
                && e.getStatus().getDetails() != null
                && e.getStatus().getDetails().getCauses().stream()
                        .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
    }

    private static String reason(KubernetesClientException e) {
        return e.getStatus() == null || e.getStatus().getMessage() == null
                ? String.valueOf(e.getMessage())
                : e.getStatus().getMessage();
    }

    private static String title(HasMetadata object) {
        return object.getKind() + " " + object.getMetadata().getName();
    }

    private static boolean belongs(HasMetadata object, AmpSync sync) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(owner ->
                        Objects.equals(owner.getUid(), sync.getMetadata().getUid()));
    }

    private static @Nullable HasMetadata find(HasMetadata wanted, List<HasMetadata> among) {
        return among.stream()
                .filter(object -> object.getKind().equals(wanted.getKind())
                        && object.getMetadata()
                                .getName()
                                .equals(wanted.getMetadata().getName()))
                .findFirst()
                .orElse(null);
    }
}
