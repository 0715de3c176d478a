package io.ampsync.operator.status;

import io.ampsync.api.condition.Observation;
import io.ampsync.api.condition.StatusRules;
import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.operator.AmpSync;
import io.ampsync.operator.render.Names;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Writes the status of AmpSyncs, each as one server-side apply of all of it. */
public final class StatusWriter {
    /** After this time a read through the cache has seen our own write. */
    private static final Duration CACHE_LAG = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final EventWriter events;
    private final StatusListener listener;
    private final Map<String, Written> written = new ConcurrentHashMap<>();

    private record Written(AmpSyncStatus status, Instant at) {}

    /** Learns every status, written or not. */
    public interface StatusListener {
        void status(AmpSync sync, AmpSyncStatus status);

        void gone(AmpSync sync);
    }

    public StatusWriter(KubernetesClient client, EventWriter events, StatusListener listener) {
        this.client = client;
        this.events = events;
        this.listener = listener;
    }

    /**
     * Writes what follows from an observation, if it is time.
     *
     * @return how long until it should be tried again; empty if there is nothing left to write
     */
    public Optional<Duration> write(AmpSync sync, Observation seen) {
        String uid = sync.getMetadata().getUid();
        Written last = written.get(uid);
        AmpSyncStatus before = before(sync, last, seen.now());
        AmpSyncStatus next = StatusRules.next(seen, before);
        listener.status(sync, next);
        Optional<Duration> delay = Throttle.delay(before, next, last == null ? null : last.at(), seen.now());
        if (delay.isEmpty() || !delay.get().isZero()) {
            return delay;
        }
        apply(sync, next);
        written.put(uid, new Written(next, seen.now()));
        Transitions.between(before, next).forEach(notice -> events.tell(sync, notice));
        return Optional.empty();
    }

    private static AmpSyncStatus before(AmpSync sync, @Nullable Written last, Instant now) {
        if (last != null && now.isBefore(last.at().plus(CACHE_LAG))) {
            return last.status();
        }
        AmpSyncStatus cached = sync.getStatus();
        return cached == null ? AmpSyncStatus.NONE : cached;
    }

    /** The UID makes the API server refuse what was meant for a resource of the same name before this one. */
    private void apply(AmpSync sync, AmpSyncStatus status) {
        AmpSync intent = new AmpSync();
        intent.setMetadata(new ObjectMetaBuilder()
                .withName(sync.getMetadata().getName())
                .withNamespace(sync.getMetadata().getNamespace())
                .withUid(sync.getMetadata().getUid())
                .build());
        intent.setStatus(status);
        client.resource(intent)
                .subresource("status")
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(Names.FIELD_MANAGER)
                        .withForce(true)
                        .build());
    }

    public void forget(AmpSync sync) {
        written.remove(sync.getMetadata().getUid());
        listener.gone(sync);
    }
}
