package io.ampsync.runtime.report;

import io.ampsync.api.TableReport;
import io.ampsync.runtime.report.TableStatus.NetworkStatus;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A table as the report has it. */
final class TableReports {
    private TableReports() {}

    static TableReport of(TableStatus table) {
        return new TableReport(
                table.name(),
                switch (table.state()) {
                    case PENDING -> TableReport.Mode.PENDING;
                    case BACKFILLING -> TableReport.Mode.BACKFILLING;
                    case STREAMING -> TableReport.Mode.STREAMING;
                    case PAUSED -> TableReport.Mode.PAUSED;
                    case FAILED -> TableReport.Mode.FAILED;
                },
                table.rows(),
                table.lastCommit(),
                table.networks().entrySet().stream()
                        .map(TableReports::watermark)
                        .toList(),
                table.reorgs().last(),
                error(table.trouble()));
    }

    private static TableReport.WatermarkReport watermark(Map.Entry<String, NetworkStatus> entry) {
        NetworkStatus network = entry.getValue();
        var checkpoint = network.checkpoint();
        var head = network.head();
        return new TableReport.WatermarkReport(
                entry.getKey(),
                checkpoint == null ? null : checkpoint.number(),
                checkpoint == null ? null : checkpoint.hash().toString(),
                head == null ? null : head.block().number(),
                head == null ? null : head.observedAt(),
                network.lagBlocks());
    }

    private static TableReport.@Nullable ErrorReport error(TableStatus.@Nullable Trouble trouble) {
        return trouble == null
                ? null
                : new TableReport.ErrorReport(
                        trouble.reason().label(),
                        trouble.message(),
                        trouble.reason().needsPerson(),
                        trouble.since());
    }
}
