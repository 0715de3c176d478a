package io.ampsync.runtime.report;

import io.ampsync.api.Reason;
import io.ampsync.api.StatusReport;
import io.ampsync.api.SyncReport;
import io.ampsync.api.TableReport;
import io.ampsync.api.TroubleReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether every table runs what was asked; not whether it has caught up.
 *
 * @param notReady what is not, and why; a process that knows no table yet is not ready either
 */
public record Readiness(boolean ready, List<Waiting> notReady) {
    public Readiness {
        notReady = List.copyOf(notReady);
    }

    /**
     * Something that does not run.
     *
     * @param table null if it is the process as a whole
     * @param mode of the table or of the process
     * @param reason label of the reason, null if there is none
     */
    public record Waiting(
            @Nullable String table,
            @Nullable String mode,
            @Nullable String reason,
            @Nullable String message) {}

    /** Trouble of the database, which passes. */
    private static final Set<String> OUTAGE = Stream.of(
                    Reason.DATABASE_UNREACHABLE,
                    Reason.DATABASE_BUSY,
                    Reason.DATABASE_READ_ONLY,
                    Reason.DATABASE_FULL,
                    Reason.COMMIT_UNCERTAIN)
            .map(Reason::label)
            .collect(Collectors.toUnmodifiableSet());

    /**
     * Judges a report.
     *
     * @param outage how long a table that did run may wait for the database
     */
    public static Readiness of(StatusReport report, Instant now, Duration outage) {
        List<Waiting> waiting = new ArrayList<>();
        for (SyncReport sync : report.syncs()) {
            if (sync.state() != SyncReport.State.RUNNING || sync.tables().isEmpty()) {
                TroubleReport trouble = Optional.ofNullable(sync.configuration())
                        .or(() -> Optional.ofNullable(sync.database()))
                        .or(() -> Optional.ofNullable(sync.source()))
                        .or(() -> Optional.ofNullable(sync.schema()))
                        .orElse(new TroubleReport(null, null, null));
                waiting.add(new Waiting(null, label(sync.state()), trouble.reason(), trouble.message()));
            }
            for (TableReport table : sync.tables()) {
                if (!runs(table.mode()) && !waitsBriefly(table, now, outage)) {
                    TableReport.ErrorReport error = table.error();
                    waiting.add(new Waiting(
                            table.name(),
                            label(table.mode()),
                            error == null ? null : error.reason(),
                            error == null ? null : error.message()));
                }
            }
        }
        return new Readiness(waiting.isEmpty(), waiting);
    }

    private static boolean waitsBriefly(TableReport table, Instant now, Duration outage) {
        TableReport.ErrorReport error = table.error();
        return table.mode() == TableReport.Mode.PENDING
                && !table.watermarks().isEmpty()
                && error != null
                && error.reason() != null
                && OUTAGE.contains(error.reason())
                && error.since() != null
                && error.since().plus(outage).isAfter(now);
    }

    private static boolean runs(TableReport.@Nullable Mode mode) {
        return switch (mode) {
            case BACKFILLING, STREAMING, PAUSED -> true;
            case PENDING, FAILED -> false;
            case null -> false;
        };
    }

    private static @Nullable String label(@Nullable Enum<?> value) {
        return value == null
                ? null
                : value.name().charAt(0) + value.name().substring(1).toLowerCase(Locale.ROOT);
    }
}
