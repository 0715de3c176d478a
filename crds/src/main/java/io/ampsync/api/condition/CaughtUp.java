package io.ampsync.api.condition;

import io.ampsync.api.SyncReport;
import io.ampsync.api.TableReport;
import io.ampsync.api.TableReport.WatermarkReport;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Whether every checkpoint has reached a head that was observed lately. */
final class CaughtUp {
    private static final Duration LATELY = Duration.ofMinutes(2);

    private CaughtUp() {}

    static Finding of(SyncReport report, Instant now) {
        boolean known = !report.tables().isEmpty();
        for (TableReport table : report.tables()) {
            if (table.mode() == TableReport.Mode.BACKFILLING) {
                return Finding.no(
                        ConditionReason.BACKFILLING.label(), "Table " + table.name() + " is storing history.");
            }
            known &= !table.watermarks().isEmpty();
            for (WatermarkReport watermark : table.watermarks()) {
                Long head = watermark.headBlock();
                Long block = watermark.block();
                if (head != null && block != null && block < head) {
                    return Finding.no(
                            ConditionReason.LAGGING.label(),
                            "Table " + table.name() + " is behind the head of " + watermark.network() + ".");
                }
                known &= head != null && block != null && lately(watermark.headTime(), now);
            }
        }
        return known
                ? Finding.yes(ConditionReason.AT_HEAD, "Every table has reached the head of the source.")
                : Finding.unknown(ConditionReason.HEAD_UNKNOWN, "The head of the source was not observed lately.");
    }

    private static boolean lately(@Nullable Instant observed, Instant now) {
        return observed != null && !observed.plus(LATELY).isBefore(now);
    }
}
