package io.ampsync.api.condition;

import io.ampsync.api.DatasetReport;
import io.ampsync.api.ReorgsReport;
import io.ampsync.api.SyncReport;
import io.ampsync.api.TableReport;
import io.ampsync.api.TableReport.WatermarkReport;
import io.ampsync.api.WriterReport;
import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.AmpSyncStatus.CheckpointStatus;
import io.ampsync.api.v1alpha1.AmpSyncStatus.DatasetStatus;
import io.ampsync.api.v1alpha1.AmpSyncStatus.ReorgsStatus;
import io.ampsync.api.v1alpha1.AmpSyncStatus.RuntimeStatus;
import io.ampsync.api.v1alpha1.TableStatus;
import io.ampsync.api.v1alpha1.TableStatus.ErrorStatus;
import io.ampsync.api.v1alpha1.TableStatus.ReorgStatus;
import io.ampsync.api.v1alpha1.TableStatus.WatermarkStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How far the sync is: from the report, or what was known before, for what is stored stays stored. */
record Progress(
        DatasetStatus dataset,
        @Nullable CheckpointStatus checkpoint,
        List<TableStatus> tables,
        @Nullable ReorgsStatus reorgs,
        @Nullable RuntimeStatus runtime) {

    static Progress of(Observation seen, AmpSyncStatus before) {
        SyncReport report = seen.workload().phase() == Workload.Phase.RUNNING ? seen.report() : null;
        if (report == null || report.tables().isEmpty()) {
            TableReport.Mode mode = seen.workload().phase() == Workload.Phase.STOPPED
                    ? TableReport.Mode.PAUSED
                    : TableReport.Mode.PENDING;
            List<TableStatus> tables = before.tables().stream()
                    .map(table -> new TableStatus(
                            table.name(), mode, table.rows(), table.watermarks(), table.lastReorg(), null))
                    .toList();
            CheckpointStatus last = before.checkpoint();
            return new Progress(
                    dataset(seen, report, before),
                    last == null
                            ? null
                            : new CheckpointStatus(
                                    last.lowestBlock(),
                                    last.maxLagBlocks(),
                                    last.lastCommitTime(),
                                    "0/" + tables.size()),
                    tables,
                    before.reorgs(),
                    runtime(seen, report));
        }
        return new Progress(
                dataset(seen, report, before),
                checkpoint(report, seen.now(), before.checkpoint()),
                report.tables().stream()
                        .filter(table -> table.name() != null)
                        .sorted(Comparator.comparing(table -> Objects.requireNonNull(table.name())))
                        .limit(TableStatus.MOST)
                        .map(Progress::table)
                        .toList(),
                reorgs(report.reorgs()),
                runtime(seen, report));
    }

    private static DatasetStatus dataset(Observation seen, @Nullable SyncReport report, AmpSyncStatus before) {
        DatasetReport running = report == null ? null : report.dataset();
        DatasetStatus last = before.dataset();
        String reference = seen.dataset().path();
        if (running != null) {
            return new DatasetStatus(
                    reference, running.desiredVersion(), running.runningVersion(), running.manifestHash());
        }
        return last == null
                ? new DatasetStatus(reference, null, null, null)
                : new DatasetStatus(reference, last.desiredVersion(), last.runningVersion(), last.manifestHash());
    }

    private static CheckpointStatus checkpoint(SyncReport report, Instant now, @Nullable CheckpointStatus before) {
        List<TableReport> tables = report.tables();
        boolean allStored = tables.stream()
                .noneMatch(table -> table.watermarks().isEmpty()
                        || table.watermarks().stream().anyMatch(watermark -> watermark.block() == null));
        Instant committed = tables.stream()
                .flatMap(table -> Stream.ofNullable(table.lastCommitTime()))
                .max(Comparator.naturalOrder())
                .orElse(before == null ? null : before.lastCommitTime());
        return new CheckpointStatus(
                allStored ? extreme(tables, WatermarkReport::block, Comparator.reverseOrder()) : null,
                allStored ? extreme(tables, WatermarkReport::lagBlocks, Comparator.naturalOrder()) : null,
                seconds(committed),
                Tables.running(tables, now) + "/" + tables.size());
    }

    private static @Nullable Long extreme(
            List<TableReport> tables, Function<WatermarkReport, @Nullable Long> number, Comparator<Long> order) {
        return tables.stream()
                .flatMap(table -> table.watermarks().stream())
                .flatMap(watermark -> Stream.ofNullable(number.apply(watermark)))
                .max(order)
                .orElse(null);
    }

    private static TableStatus table(TableReport table) {
        TableReport.ReorgReport reorg = table.lastReorg();
        TableReport.ErrorReport error = table.error();
        return new TableStatus(
                Objects.requireNonNull(table.name()),
                table.mode(),
                table.rows(),
                table.watermarks().stream()
                        .filter(watermark -> watermark.network() != null)
                        .map(watermark -> new WatermarkStatus(
                                Objects.requireNonNull(watermark.network()),
                                watermark.block(),
                                watermark.hash(),
                                watermark.lagBlocks()))
                        .toList(),
                reorg == null
                        ? null
                        : new ReorgStatus(
                                seconds(reorg.time()),
                                reorg.network(),
                                reorg.forkBlock(),
                                reorg.depth(),
                                reorg.rowsRemoved(),
                                reorg.rowsAdded()),
                error == null
                        ? null
                        : new ErrorStatus(
                                error.reason(),
                                StatusRules.shortened(String.valueOf(error.message())),
                                seconds(error.since())));
    }

    private static @Nullable ReorgsStatus reorgs(@Nullable ReorgsReport reorgs) {
        return reorgs == null
                ? null
                : new ReorgsStatus(reorgs.total(), seconds(reorgs.lastTime()), reorgs.lastDepth(), reorgs.maxDepth());
    }

    private static @Nullable RuntimeStatus runtime(Observation seen, @Nullable SyncReport report) {
        Workload.Pod pod = seen.workload().pod();
        WriterReport writer = report == null ? null : report.writer();
        Long epoch = writer == null ? null : writer.epoch();
        if (pod == null && epoch == null) {
            return null;
        }
        return pod == null
                ? new RuntimeStatus(null, epoch, null, null)
                : new RuntimeStatus(pod.name(), epoch, pod.image(), pod.restarts());
    }

    private static @Nullable Instant seconds(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS);
    }
}
