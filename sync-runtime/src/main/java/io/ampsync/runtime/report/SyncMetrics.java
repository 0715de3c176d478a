package io.ampsync.runtime.report;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.report.TableStatus.NetworkStatus;
import io.ampsync.runtime.sync.CommitSummary;
import io.ampsync.runtime.sync.Pause;
import io.ampsync.runtime.sync.ReorgSummary;
import io.ampsync.runtime.sync.SyncListener;
import io.ampsync.runtime.sync.TableState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Counts what happens, per table; gauges read the {@link StatusBoard}, which must hear of everything first. */
public final class SyncMetrics implements SyncListener {
    private static final String TABLE = "table";
    private static final String NETWORK = "network";

    private final MeterRegistry registry;
    private final StatusBoard board;
    private final Tags common;
    private final Set<Tags> gauged = ConcurrentHashMap.newKeySet();

    public SyncMetrics(MeterRegistry registry, StatusBoard board) {
        this(registry, board, Tags.empty());
    }

    /** @param common on every meter, for processes with several syncs */
    public SyncMetrics(MeterRegistry registry, StatusBoard board, Tags common) {
        this.registry = registry;
        this.board = board;
        this.common = common;
    }

    @Override
    public void stateChanged(String table, TableState state) {
        if (!gauged.add(common.and(TABLE, table))) {
            return;
        }
        for (TableState each : TableState.values()) {
            Gauge.builder("ampsync.table.state", board, b -> b.table(table).state() == each ? 1 : 0)
                    .description("1 for the state that the table is in")
                    .tags(common.and(TABLE, table, "state", each.label()))
                    .register(registry);
        }
        Gauge.builder("ampsync.table.rows", board, b -> b.table(table).rows())
                .description("Rows that are stored")
                .tags(common.and(TABLE, table))
                .register(registry);
    }

    @Override
    public void resumed(String table, String network, @Nullable Cursor checkpoint, long rows) {
        gauges(table, network);
    }

    @Override
    public void received(String table, long rows, long bytes) {
        count("ampsync.received.rows", "Rows received from the source", table, rows);
        count("ampsync.received.bytes", "Bytes received from the source", table, bytes);
    }

    @Override
    public void skipped(String table, long rows) {
        count("ampsync.skipped.rows", "Rows received again that were stored already", table, rows);
    }

    @Override
    public void committed(String table, CommitSummary commit) {
        gauges(table, commit.range().network());
        count("ampsync.rows", "Rows committed", table, commit.rows());
        count("ampsync.copied.bytes", "Bytes sent to the database by COPY", table, commit.bytes());
        Timer.builder("ampsync.commit")
                .description("Commits, from the first round trip to the acknowledgement")
                .serviceLevelObjectives(
                        Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofSeconds(5))
                .tags(common.and(TABLE, table))
                .register(registry)
                .record(commit.took());
    }

    @Override
    public void reorganized(String table, ReorgSummary reorg) {
        count("ampsync.reorgs", "Reorgs committed", table, 1);
        count("ampsync.reorg.rows.removed", "Orphaned rows removed", table, reorg.rowsRemoved());
        count("ampsync.reorg.blocks", "Blocks given up by reorgs", table, reorg.depth());
    }

    @Override
    public void headObserved(
            String table, String network, Cursor head, Instant observedAt, @Nullable Instant blockTime) {
        gauges(table, network);
    }

    @Override
    public void nulsChanged(String table, String column, long count) {
        Counter.builder("ampsync.text.nuls")
                .description("U+0000 replaced or stripped in text")
                .tags(TABLE, table, "column", column)
                .register(registry)
                .increment((double) count);
    }

    @Override
    public void reconnecting(String table, Pause pause) {
        countReason("ampsync.reconnects", "Connections given up and tried again", table, pause.reason());
    }

    @Override
    public void failed(String table, SyncException failure) {
        countReason("ampsync.errors", "Failures by reason", table, failure.reason());
    }

    private void count(String name, String description, String table, long amount) {
        Counter.builder(name)
                .description(description)
                .tags(common.and(TABLE, table))
                .register(registry)
                .increment((double) amount);
    }

    private void countReason(String name, String description, String table, Reason reason) {
        Counter.builder(name)
                .description(description)
                .tags(common.and(TABLE, table, "reason", reason.label()))
                .register(registry)
                .increment();
    }

    private void gauges(String table, String network) {
        Tags tags = common.and(TABLE, table, NETWORK, network);
        if (!gauged.add(tags)) {
            return;
        }
        gauge(
                "ampsync.watermark.block",
                "Last block stored",
                tags,
                table,
                network,
                status ->
                        status.checkpoint() == null ? null : status.checkpoint().number());
        gauge(
                "ampsync.head.block",
                "Last block that the source has",
                tags,
                table,
                network,
                status -> status.head() == null ? null : status.head().block().number());
        gauge("ampsync.lag.blocks", "Blocks between the two", tags, table, network, NetworkStatus::lagBlocks);
    }

    private void gauge(
            String name,
            String description,
            Tags tags,
            String table,
            String network,
            Function<NetworkStatus, @Nullable Long> value) {
        Gauge.builder(name, board, b -> {
                    NetworkStatus status = b.table(table).networks().get(network);
                    Long number = status == null ? null : value.apply(status);
                    return number == null ? Double.NaN : (double) number;
                })
                .description(description)
                .tags(tags)
                .register(registry);
    }
}
