package io.ampsync.runtime.report;

import io.ampsync.api.Reason;
import io.ampsync.api.WriterReport;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.event.LogContext;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.resilience.BreakerState;
import io.ampsync.runtime.sync.CommitSummary;
import io.ampsync.runtime.sync.Pause;
import io.ampsync.runtime.sync.ReorgSummary;
import io.ampsync.runtime.sync.SyncListener;
import io.ampsync.runtime.sync.TableState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs what happens to tables under the event names that ampsync users know (sync-semantics 13). */
public final class EventLog implements SyncListener {
    private static final Logger LOG = LoggerFactory.getLogger("io.ampsync");

    /** Table and column of which it was told that they contain U+0000. */
    private final Set<List<String>> nulColumns = ConcurrentHashMap.newKeySet();

    /** Tables of which it was told that the source does not have them. */
    private final Set<String> unpublished = ConcurrentHashMap.newKeySet();

    @Override
    public void stateChanged(String table, TableState state) {
        about(LOG.atInfo(), table).addKeyValue("state", state.label()).log(Events.TABLE_STATE_CHANGED);
    }

    @Override
    public void resumed(String table, String network, @Nullable Cursor checkpoint, long rows) {
        if (checkpoint == null) {
            about(LOG.atInfo(), table).addKeyValue(LogContext.NETWORK, network).log(Events.STARTING_FROM_BEGINNING);
            return;
        }
        about(LOG.atInfo(), table)
                .addKeyValue(LogContext.NETWORK, network)
                .addKeyValue("block", checkpoint.number())
                .addKeyValue("hash", checkpoint.hash())
                .addKeyValue("rows", rows)
                .log(Events.RESUMING_FROM_WATERMARK);
    }

    @Override
    public void received(String table, long rows, long bytes) {
        about(LOG.atTrace(), table)
                .addKeyValue("rows", rows)
                .addKeyValue("bytes", bytes)
                .log(Events.BATCH_RECEIVED);
    }

    @Override
    public void skipped(String table, long rows) {
        about(LOG.atDebug(), table).addKeyValue("rows", rows).log(Events.BATCH_SKIPPED);
    }

    @Override
    public void committed(String table, CommitSummary commit) {
        BlockRange range = commit.range();
        // One line per commit at the head, and at most a few per second in history.
        about(LOG.atInfo(), table)
                .addKeyValue(LogContext.NETWORK, range.network())
                .addKeyValue(LogContext.RANGE, range.start() + "-" + range.end())
                .addKeyValue("rows", commit.rows())
                .addKeyValue("ms", commit.took().toMillis())
                .log(commit.closed() ? Events.WATERMARK_SAVED : Events.INCREMENTAL_CHECKPOINT_UPDATED);
    }

    @Override
    public void reorganized(String table, ReorgSummary reorg) {
        about(LOG.atWarn(), table)
                .addKeyValue(LogContext.NETWORK, reorg.network())
                .addKeyValue("fork", reorg.forkBlock())
                .addKeyValue("depth", reorg.depth())
                .addKeyValue("removed", reorg.rowsRemoved())
                .addKeyValue("added", reorg.rowsAdded())
                .log(Events.REORG_HANDLED);
    }

    @Override
    public void headObserved(
            String table, String network, Cursor head, Instant observedAt, @Nullable Instant blockTime) {
        about(LOG.atDebug(), table)
                .addKeyValue(LogContext.NETWORK, network)
                .addKeyValue("block", head.number())
                .log(Events.SOURCE_HEAD_OBSERVED);
    }

    @Override
    public void writerChanged(WriterReport writer) {
        WriterReport.State state = Objects.requireNonNull(writer.state());
        switch (state) {
            case HELD -> LOG.atInfo().addKeyValue("epoch", writer.epoch()).log(Events.WRITER_CLAIMED);
            case WAITING, CLAIMED_BY_OTHER -> LOG.atInfo().log(Events.WRITER_WAITING);
            case FENCED -> LOG.atError().addKeyValue("epoch", writer.epoch()).log(Events.WRITER_FENCED);
            case UNKNOWN -> {}
        }
    }

    @Override
    public void columnRenamed(String table, String column, String identifier) {
        about(LOG.atInfo(), table)
                .addKeyValue("column", column)
                .addKeyValue("name", identifier)
                .log(Events.COLUMN_RENAMED);
    }

    /** Once per column; the metric goes on counting. */
    @Override
    public void nulsChanged(String table, String column, long count) {
        if (nulColumns.add(List.of(table, column))) {
            about(LOG.atWarn(), table)
                    .addKeyValue("column", column)
                    .log(Events.NUL_CHANGED
                            + ": text has U+0000, which PostgreSQL cannot store; AMPSYNC_NUL says what becomes of it");
        }
    }

    @Override
    public void reconnecting(String table, Pause pause) {
        LoggingEventBuilder event = about(LOG.atInfo(), table)
                .addKeyValue("ms", pause.delay().toMillis())
                .addKeyValue("reason", pause.reason().label());
        if (pause.attempt() == 0) {
            event.log(Events.RETRYING_STREAM_CREATION);
            return;
        }
        String limit = pause.limit().isPresent() ? "/" + pause.limit().getAsInt() : "";
        event.log(
                Events.RETRYING_STREAM_CREATION
                        + ": Retry attempt {}{} for transient error: {}. Backing off for {} seconds...",
                pause.attempt(),
                limit,
                pause.reason().label(),
                String.format(Locale.ROOT, "%.1f", pause.delay().toMillis() / 1000.0));
    }

    @Override
    public void paced(String table, Duration delay) {
        about(LOG.atDebug(), table).addKeyValue("ms", delay.toMillis()).log(Events.RATE_LIMIT_DELAY_CHANGED);
    }

    @Override
    public void breakerChanged(BreakerState breaker) {
        LoggingEventBuilder event = (breaker.phase() == BreakerState.Phase.OPEN ? LOG.atWarn() : LOG.atInfo())
                .addKeyValue("endpoint", breaker.endpoint());
        switch (breaker.phase()) {
            case OPEN ->
                event.log(
                        Events.CIRCUIT_BREAKER_CHANGED
                                + ": Circuit breaker OPEN after {} consecutive failures. Rejecting requests for {}ms.",
                        breaker.failures(),
                        breaker.time().toMillis());
            case HALF_OPEN ->
                event.log(
                        Events.CIRCUIT_BREAKER_CHANGED
                                + ": Circuit breaker HALF-OPEN after {}ms timeout. Testing service recovery...",
                        breaker.time().toMillis());
            case CLOSED ->
                event.log(Events.CIRCUIT_BREAKER_CHANGED
                        + ": Circuit breaker CLOSED. Service recovered, resuming normal operation.");
        }
    }

    @Override
    public void failed(String table, SyncException failure) {
        LoggingEventBuilder event = failure.reason().needsPerson() ? LOG.atError() : LOG.atWarn();
        if (failure.reason() == Reason.DEFECT) {
            event = event.setCause(failure);
        }
        about(event, table)
                .addKeyValue("reason", failure.reason().label())
                .log(event(table, failure.reason()) + ": {}", failure.explain());
    }

    private String event(String table, Reason reason) {
        if (reason != Reason.DATASET_NOT_FOUND) {
            unpublished.remove(table);
            return Events.STREAM_ERROR;
        }
        return unpublished.add(table) ? Events.DATASET_NOT_FOUND : Events.STILL_WAITING_FOR_DATASET;
    }

    private static LoggingEventBuilder about(LoggingEventBuilder event, String table) {
        return event.addKeyValue(LogContext.TABLE, table);
    }
}
