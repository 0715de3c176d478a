package io.ampsync.operator.status;

import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.AmpSyncStatus.DatasetStatus;
import io.ampsync.api.v1alpha1.AmpSyncStatus.ReorgsStatus;
import io.ampsync.api.v1alpha1.Condition;
import io.ampsync.api.v1alpha1.Condition.Truth;
import io.ampsync.api.v1alpha1.ConditionType;
import io.ampsync.api.v1alpha1.TableStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What happened between two statuses. */
final class Transitions {
    private Transitions() {}

    static List<Notice> between(AmpSyncStatus before, AmpSyncStatus next) {
        List<Notice> notices = new ArrayList<>();
        readiness(before, next).ifPresent(notices::add);
        caughtUp(before, next).ifPresent(notices::add);
        version(before.dataset(), next.dataset()).ifPresent(notices::add);
        update(before, next).ifPresent(notices::add);
        reorg(before, next).ifPresent(notices::add);
        return notices;
    }

    private static Optional<Notice> readiness(AmpSyncStatus before, AmpSyncStatus next) {
        return changed(ConditionType.READY, before, next)
                .map(ready -> ready.status() == Truth.TRUE
                                || reconciles(next)
                                || ready.reason().startsWith("WaitingFor")
                        ? Notice.normal(ready.reason(), ready.message())
                        : Notice.warning(ready.reason(), ready.message()));
    }

    private static boolean reconciles(AmpSyncStatus status) {
        return status.condition(ConditionType.RECONCILING)
                .filter(reconciling -> status.condition(ConditionType.READY)
                        .filter(ready -> ready.reason().equals(reconciling.reason()))
                        .isPresent())
                .isPresent();
    }

    private static Optional<Condition> changed(ConditionType type, AmpSyncStatus before, AmpSyncStatus next) {
        return next.condition(type)
                .filter(condition -> before.condition(type)
                        .filter(last -> last.status() == condition.status()
                                && last.reason().equals(condition.reason()))
                        .isEmpty());
    }

    /** Only the first time since the sync was behind for another reason than the last few blocks. */
    private static Optional<Notice> caughtUp(AmpSyncStatus before, AmpSyncStatus next) {
        return changed(ConditionType.CAUGHT_UP, before, next)
                .filter(now -> now.status() == Truth.TRUE)
                .filter(_ -> before.condition(ConditionType.CAUGHT_UP)
                        .filter(last -> last.reason().equals("Lagging"))
                        .isEmpty())
                .map(now -> Notice.normal("CaughtUp", now.message()));
    }

    private static Optional<Notice> version(@Nullable DatasetStatus before, @Nullable DatasetStatus next) {
        if (before == null || next == null || before.runningVersion() == null || next.runningVersion() == null) {
            return Optional.empty();
        }
        return before.runningVersion().equals(next.runningVersion())
                ? Optional.empty()
                : Optional.of(Notice.normal(
                        "VersionChanged",
                        "Version " + next.runningVersion() + " runs after " + before.runningVersion() + "."));
    }

    private static Optional<Notice> update(AmpSyncStatus before, AmpSyncStatus next) {
        return changed(ConditionType.UPDATE_AVAILABLE, before, next)
                .filter(condition -> condition.status() == Truth.TRUE)
                .map(condition -> Notice.warning("UpdateHeld", condition.message()));
    }

    private static Optional<Notice> reorg(AmpSyncStatus before, AmpSyncStatus next) {
        ReorgsStatus last = before.reorgs();
        ReorgsStatus now = next.reorgs();
        long known = last == null || last.total() == null ? 0 : last.total();
        if (last == null || now == null || now.total() == null || now.total() <= known) {
            return Optional.empty();
        }
        String tables = String.join(
                ", ",
                next.tables().stream()
                        .filter(table ->
                                table.lastReorg() != null && !table.lastReorg().equals(reorg(before, table)))
                        .map(Transitions::told)
                        .toList());
        long count = now.total() - known;
        return Optional.of(Notice.normal(
                "Reorg",
                count
                        + (count == 1 ? " reorganization stored" : " reorganizations stored")
                        + (tables.isEmpty() ? "." : ": " + tables + ".")));
    }

    private static TableStatus.@Nullable ReorgStatus reorg(AmpSyncStatus before, TableStatus table) {
        return before.tables().stream()
                .filter(last -> last.name().equals(table.name()))
                .map(TableStatus::lastReorg)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    private static String told(TableStatus table) {
        TableStatus.ReorgStatus reorg = Objects.requireNonNull(table.lastReorg());
        return "table " + table.name() + " from block " + reorg.forkBlock() + ", " + reorg.depth() + " deep";
    }
}
