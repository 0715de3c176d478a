package io.ampsync.operator.observe;

import io.ampsync.api.SyncReport;
import io.ampsync.api.TableReport;
import io.ampsync.api.TableReport.WatermarkReport;
import java.util.List;

/** What of a report is worth telling at once: everything but progress. */
final class News {
    private News() {}

    /** Equal for reports that differ in progress only. Having caught up is news, falling behind is progress. */
    static SyncReport of(SyncReport report) {
        return new SyncReport(
                report.namespace(),
                report.name(),
                report.instanceUid(),
                report.revision(),
                report.startedAt(),
                null,
                report.state(),
                report.writer(),
                report.configuration(),
                report.source(),
                report.database(),
                report.schema(),
                report.dataset(),
                report.tables().stream().map(News::of).toList(),
                report.reorgs(),
                null);
    }

    private static TableReport of(TableReport table) {
        List<WatermarkReport> networks = table.watermarks().stream()
                .map(watermark -> new WatermarkReport(watermark.network(), null, null, null, null, null))
                .toList();
        return new TableReport(table.name(), table.mode(), null, null, networks, table.lastReorg(), table.error());
    }

    static boolean atHead(SyncReport report) {
        return report.tables().stream()
                .flatMap(table -> table.watermarks().stream())
                .allMatch(watermark -> watermark.block() != null
                        && watermark.headBlock() != null
                        && watermark.block() >= watermark.headBlock());
    }
}
