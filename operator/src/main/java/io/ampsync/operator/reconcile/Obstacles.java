package io.ampsync.operator.reconcile;

import io.ampsync.api.condition.ConditionReason;
import io.ampsync.api.condition.Workload.Obstacle;
import io.ampsync.operator.AmpSync;
import io.ampsync.operator.decide.Trouble;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Remembers since when each sync has the trouble it has, and which rollout of it was announced. */
final class Obstacles {
    private final Map<String, Since> known = new ConcurrentHashMap<>();

    private final Map<String, String> announced = new ConcurrentHashMap<>();

    private record Since(ConditionReason reason, Instant time) {}

    @Nullable
    Obstacle of(AmpSync sync, Optional<Trouble> trouble, Instant now) {
        if (trouble.isEmpty()) {
            clear(sync);
            return null;
        }
        ConditionReason reason = trouble.get().reason();
        Since since = known.merge(
                sync.getMetadata().getUid(),
                new Since(reason, now),
                (before, fresh) -> before.reason() == reason ? before : fresh);
        return new Obstacle(reason, trouble.get().message(), since.time());
    }

    /** True once per revision of a sync: a rollout that is refused again and again is announced once. */
    boolean firstTold(AmpSync sync, String revision) {
        return !revision.equals(announced.put(sync.getMetadata().getUid(), revision));
    }

    void forget(AmpSync sync) {
        clear(sync);
        announced.remove(sync.getMetadata().getUid());
    }

    private void clear(AmpSync sync) {
        known.remove(sync.getMetadata().getUid());
    }
}
