package io.ampsync.operator.telemetry;

import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.Condition;
import io.ampsync.operator.AmpSync;
import io.ampsync.operator.status.StatusWriter.StatusListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Every sync in numbers, brought up to date when they are read; those of a deleted sync go with it. */
public final class SyncMetrics implements StatusListener {
    private final Map<String, Known> syncs = new ConcurrentHashMap<>();
    private final MultiGauge conditions;
    private final MultiGauge lag;
    private final MultiGauge committed;
    private final MultiGauge reorgs;
    private final MultiGauge epochs;

    private record Known(String namespace, String name, AmpSyncStatus status) {
        Tags tags() {
            return Tags.of("namespace", namespace, "name", name);
        }
    }

    public SyncMetrics(MeterRegistry registry) {
        conditions = MultiGauge.builder("ampsync.condition")
                .description("1 if the condition holds, 0 if it does not, -1 if that is unknown.")
                .register(registry);
        lag = MultiGauge.builder("ampsync.lag.blocks")
                .description("Blocks that the slowest table is behind the head of the source.")
                .register(registry);
        committed = MultiGauge.builder("ampsync.last.commit.timestamp.seconds")
                .description("When rows were last stored.")
                .register(registry);
        reorgs = MultiGauge.builder("ampsync.reorgs.total")
                .description("Reorganizations that the stored tables went through.")
                .register(registry);
        epochs = MultiGauge.builder("ampsync.epoch")
                .description("Number of the claim on the tables.")
                .register(registry);
    }

    @Override
    public void status(AmpSync sync, AmpSyncStatus status) {
        syncs.put(
                sync.getMetadata().getUid(),
                new Known(sync.getMetadata().getNamespace(), sync.getMetadata().getName(), status));
    }

    @Override
    public void gone(AmpSync sync) {
        syncs.remove(sync.getMetadata().getUid());
    }

    void refresh() {
        List<Known> now = List.copyOf(syncs.values());
        conditions.register(
                now.stream()
                        .flatMap(sync -> sync.status().conditions().stream()
                                .map(condition ->
                                        MultiGauge.Row.of(sync.tags().and("type", condition.type()), value(condition))))
                        .toList(),
                true);
        rows(
                lag,
                now,
                status ->
                        status.checkpoint() == null ? null : status.checkpoint().maxLagBlocks());
        rows(
                committed,
                now,
                status -> status.checkpoint() == null || status.checkpoint().lastCommitTime() == null
                        ? null
                        : status.checkpoint().lastCommitTime().getEpochSecond());
        rows(
                reorgs,
                now,
                status -> status.reorgs() == null ? null : status.reorgs().total());
        rows(
                epochs,
                now,
                status -> status.runtime() == null ? null : status.runtime().epoch());
    }

    private static int value(Condition condition) {
        return switch (condition.status()) {
            case TRUE -> 1;
            case FALSE -> 0;
            case UNKNOWN -> -1;
        };
    }

    /** A number of a status, if it is known. */
    @FunctionalInterface
    private interface Figure {
        @Nullable
        Long of(AmpSyncStatus status);
    }

    private static void rows(MultiGauge gauge, List<Known> syncs, Figure number) {
        gauge.register(
                syncs.stream()
                        .flatMap(sync -> Stream.ofNullable(number.of(sync.status()))
                                .map(value -> MultiGauge.Row.of(
                                        sync.tags(), value, (ToDoubleFunction<Long>) Long::doubleValue)))
                        .toList(),
                true);
    }
}
