package io.ampsync.runtime.report;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.sync.CommitSummary;
import io.ampsync.runtime.sync.ReorgSummary;
import io.ampsync.runtime.sync.SyncListener;
import io.ampsync.runtime.sync.TableState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Logs what happens to tables under the event names that ampsync users know (sync-semantics 13). */
public final class EventLog implements SyncListener {
    private static final Logger LOG = LoggerFactory.getLogger("io.ampsync");

    @Override
    public void stateChanged(String table, TableState state) {
        about(LOG.atInfo(), table).addKeyValue("state", state.label()).log("table_state_changed");
    }

    @Override
    public void resumed(String table, String network, @Nullable Cursor checkpoint, long rows) {
        if (checkpoint == null) {
            about(LOG.atInfo(), table).addKeyValue("network", network).log("starting_from_beginning");
            return;
        }
        about(LOG.atInfo(), table)
                .addKeyValue("network", network)
                .addKeyValue("block", checkpoint.number())
                .addKeyValue("hash", checkpoint.hash())
                .addKeyValue("rows", rows)
                .log("resuming_from_watermark");
    }

    @Override
    public void received(String table, long rows, long bytes) {
        about(LOG.atTrace(), table)
                .addKeyValue("rows", rows)
                .addKeyValue("bytes", bytes)
                .log("batch_received");
    }

    @Override
    public void skipped(String table, long rows) {
        about(LOG.atDebug(), table).addKeyValue("rows", rows).log("redelivered_rows_skipped");
    }

    @Override
    public void committed(String table, CommitSummary commit) {
        BlockRange range = commit.range();
        // One line per commit at the head, and at most a few per second in history.
        about(LOG.atInfo(), table)
                .addKeyValue("network", range.network())
                .addKeyValue("from", range.start())
                .addKeyValue("to", range.end())
                .addKeyValue("rows", commit.rows())
                .addKeyValue("ms", commit.took().toMillis())
                .log(commit.closed() ? "watermark_saved" : "incremental_checkpoint_updated");
    }

    @Override
    public void reorganized(String table, ReorgSummary reorg) {
        about(LOG.atWarn(), table)
                .addKeyValue("network", reorg.network())
                .addKeyValue("fork", reorg.forkBlock())
                .addKeyValue("depth", reorg.depth())
                .addKeyValue("removed", reorg.rowsRemoved())
                .addKeyValue("added", reorg.rowsAdded())
                .log("reorg_handled");
    }

    @Override
    public void reconnecting(String table, Duration delay, Reason reason) {
        about(LOG.atInfo(), table)
                .addKeyValue("ms", delay.toMillis())
                .addKeyValue("reason", reason.label())
                .log("retrying_stream_creation");
    }

    @Override
    public void failed(String table, SyncException failure) {
        LoggingEventBuilder event = failure.reason().needsPerson() ? LOG.atError() : LOG.atWarn();
        if (failure.reason() == Reason.DEFECT) {
            event = event.setCause(failure);
        }
        about(event, table).addKeyValue("reason", failure.reason().label()).log("stream_error: {}", failure.explain());
    }

    private static LoggingEventBuilder about(LoggingEventBuilder event, String table) {
        return event.addKeyValue("table", table);
    }
}
