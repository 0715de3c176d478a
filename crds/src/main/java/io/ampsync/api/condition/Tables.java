package io.ampsync.api.condition;

import io.ampsync.api.Reason;
import io.ampsync.api.TableReport;
import io.ampsync.api.TableReport.ErrorReport;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the tables of a report say together. */
final class Tables {
    private Tables() {}

    static Optional<Verdict> needingPerson(List<TableReport> tables) {
        for (TableReport table : tables) {
            ErrorReport error = table.error();
            if (error != null && Boolean.TRUE.equals(error.needsPerson())) {
                boolean claimed = Reason.CLAIMED_BY_OTHER.label().equals(error.reason());
                return Optional.of(Verdict.stalled(
                        claimed ? ConditionReason.CLAIMED_BY_OTHER : ConditionReason.TABLE_FAILED, failure(table)));
            }
        }
        return Optional.empty();
    }

    static Verdict verdict(List<TableReport> tables, Instant now) {
        if (tables.isEmpty()) {
            return Verdict.notReady(ConditionReason.WAITING_FOR_TABLES, "The runtime knows no table yet.");
        }
        Optional<TableReport> failed = tables.stream()
                .filter(table -> !runs(table, now))
                .filter(table -> table.error() != null || table.mode() == TableReport.Mode.FAILED)
                .findFirst();
        if (failed.isPresent()) {
            return Verdict.notReady(ConditionReason.TABLE_FAILED, failure(failed.get()));
        }
        long running = running(tables, now);
        String of = " of " + tables.size() + (tables.size() == 1 ? " table" : " tables");
        if (running < tables.size()) {
            return Verdict.notReady(ConditionReason.WAITING_FOR_TABLES, running + of + " running.");
        }
        long backfilling = tables.stream()
                .filter(table -> table.mode() == TableReport.Mode.BACKFILLING)
                .count();
        return backfilling > 0
                ? Verdict.ready(ConditionReason.BACKFILLING, backfilling + of + " backfilling.")
                : Verdict.ready(ConditionReason.STREAMING, tables.size() + of + " streaming.");
    }

    static long running(List<TableReport> tables, Instant now) {
        return tables.stream().filter(table -> runs(table, now)).count();
    }

    /** A table that has stored something and is between two connections runs. */
    private static boolean runs(TableReport table, Instant now) {
        boolean calm = table.error() == null || Grace.covers(table.error(), now);
        return switch (table.mode()) {
            case BACKFILLING, STREAMING, PAUSED -> calm;
            case PENDING -> calm && table.error() != null && !table.watermarks().isEmpty();
            case FAILED -> false;
            case null -> false;
        };
    }

    private static String failure(TableReport table) {
        ErrorReport error = table.error();
        return "Table " + table.name() + " failed"
                + (error == null ? "." : ": " + error.reason() + ": " + error.message());
    }
}
