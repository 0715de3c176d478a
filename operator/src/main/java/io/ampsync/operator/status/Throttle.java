package io.ampsync.operator.status;

import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.AmpSyncStatus.CheckpointStatus;
import io.ampsync.api.v1alpha1.Condition;
import io.ampsync.api.v1alpha1.ConditionType;
import io.ampsync.api.v1alpha1.TableStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a status is written. */
final class Throttle {
    static final Duration PROGRESS = Duration.ofSeconds(30);

    private Throttle() {}

    /**
     * How long to wait; empty if nothing is to be written.
     *
     * @param written when the status was last written, null if that is not known
     */
    static Optional<Duration> delay(AmpSyncStatus before, AmpSyncStatus next, @Nullable Instant written, Instant now) {
        if (next.equals(before)) {
            return Optional.empty();
        }
        if (written == null || !essence(before).equals(essence(next))) {
            return Optional.of(fellBehind(before, next) ? rest(written, now) : Duration.ZERO);
        }
        return Optional.of(rest(written, now));
    }

    private static Duration rest(@Nullable Instant written, Instant now) {
        if (written == null) {
            return Duration.ZERO;
        }
        Duration rest = Duration.between(now, written.plus(PROGRESS));
        return rest.isNegative() ? Duration.ZERO : rest;
    }

    /** A table that loses the head for a moment does so with every block: that is progress too. */
    private static boolean fellBehind(AmpSyncStatus before, AmpSyncStatus next) {
        return holds(before) && !holds(next) && essence(without(before)).equals(essence(without(next)));
    }

    private static boolean holds(AmpSyncStatus status) {
        return status.condition(ConditionType.CAUGHT_UP)
                .filter(condition -> condition.status() == Condition.Truth.TRUE)
                .isPresent();
    }

    private static AmpSyncStatus without(AmpSyncStatus status) {
        return new AmpSyncStatus(
                status.observedGeneration(),
                status.conditions().stream()
                        .filter(condition -> !condition.type().equals(ConditionType.CAUGHT_UP.label()))
                        .toList(),
                status.dataset(),
                status.checkpoint(),
                status.tables(),
                status.reorgs(),
                status.runtime());
    }

    /** The status without numbers that move while nothing happens. */
    private static AmpSyncStatus essence(AmpSyncStatus status) {
        CheckpointStatus checkpoint = status.checkpoint();
        return new AmpSyncStatus(
                status.observedGeneration(),
                status.conditions().stream().map(Throttle::essence).toList(),
                status.dataset(),
                checkpoint == null ? null : new CheckpointStatus(null, null, null, checkpoint.tables()),
                status.tables().stream().map(Throttle::essence).toList(),
                status.reorgs(),
                status.runtime());
    }

    /** Messages of what does not hold tell what to fix; the others count things. */
    private static Condition essence(Condition condition) {
        boolean counts = condition.status() == Condition.Truth.TRUE;
        return new Condition(
                condition.type(),
                condition.status(),
                condition.reason(),
                counts ? "" : condition.message(),
                Instant.EPOCH,
                condition.observedGeneration());
    }

    @SuppressWarnings("NullAway") // The mode may be null; NullAway does not see that in the class file of the record.
    private static TableStatus essence(TableStatus table) {
        return new TableStatus(table.name(), table.mode(), null, List.of(), table.lastReorg(), table.lastError());
    }
}
