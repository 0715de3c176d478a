package io.ampsync.api.condition;

import io.ampsync.api.SyncReport;
import io.ampsync.api.TableReport.ErrorReport;
import io.ampsync.api.TroubleReport;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reconnecting is part of streaming: a trouble that time can help is none before it has lasted. */
final class Grace {
    private static final Duration LENGTH = Duration.ofSeconds(30);

    private Grace() {}

    /** Only what ran can go on by itself; while starting, every trouble counts at once. */
    static boolean covers(TroubleReport trouble, SyncReport report, Instant now) {
        return report.state() == SyncReport.State.RUNNING
                && report.tables().stream()
                        .anyMatch(table -> !table.watermarks().isEmpty())
                && young(trouble.since(), now);
    }

    static boolean covers(ErrorReport error, Instant now) {
        return !Boolean.TRUE.equals(error.needsPerson()) && young(error.since(), now);
    }

    private static boolean young(@Nullable Instant since, Instant now) {
        return since != null && now.isBefore(since.plus(LENGTH));
    }
}
