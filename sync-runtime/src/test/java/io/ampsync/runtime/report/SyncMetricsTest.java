package io.ampsync.runtime.report;

import static io.ampsync.runtime.report.Blocks.NETWORK;
import static io.ampsync.runtime.report.Blocks.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.sync.Pause;
import io.ampsync.runtime.sync.SyncListener;
import io.ampsync.runtime.sync.TableState;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SyncMetricsTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final StatusBoard board = new StatusBoard(() -> Instant.EPOCH);
    private final SyncListener listener = SyncListener.all(List.of(board, new SyncMetrics(registry, board)));

    @Test
    void everyEventShowsInTheExposition() {
        listener.stateChanged("blocks", TableState.PENDING);
        listener.resumed("blocks", NETWORK, null, 0);
        listener.stateChanged("blocks", TableState.STREAMING);
        listener.received("blocks", 20, 4096);
        listener.skipped("blocks", 3);
        listener.committed("blocks", Blocks.commit(0, 19, 17));
        listener.committed("blocks", Blocks.commit(18, 20, 3));
        listener.reorganized("blocks", Blocks.reorg(18, 19, 20, 2, 3));
        listener.headObserved("blocks", NETWORK, at(25), Instant.EPOCH, null);
        listener.nulsChanged("blocks", "input", 2);
        listener.nulsChanged("blocks", "input", 5);
        listener.reconnecting("blocks", new Pause(Duration.ofSeconds(1), Reason.SOURCE_GAP, 1, OptionalInt.empty()));
        listener.failed("blocks", new SyncException(Reason.DATABASE_FULL, "x"));

        assertThat(registry.scrape().lines())
                .contains(
                        "ampsync_table_state{state=\"Streaming\",table=\"blocks\"} 1.0",
                        "ampsync_table_state{state=\"Pending\",table=\"blocks\"} 0.0",
                        "ampsync_table_rows{table=\"blocks\"} 18.0",
                        "ampsync_received_rows_total{table=\"blocks\"} 20.0",
                        "ampsync_received_bytes_total{table=\"blocks\"} 4096.0",
                        "ampsync_skipped_rows_total{table=\"blocks\"} 3.0",
                        "ampsync_rows_total{table=\"blocks\"} 20.0",
                        "ampsync_copied_bytes_total{table=\"blocks\"} 20.0",
                        "ampsync_commit_seconds_count{table=\"blocks\"} 2",
                        "ampsync_commit_seconds_bucket{table=\"blocks\",le=\"0.005\"} 2",
                        "ampsync_reorgs_total{table=\"blocks\"} 1.0",
                        "ampsync_reorg_rows_removed_total{table=\"blocks\"} 2.0",
                        "ampsync_reorg_blocks_total{table=\"blocks\"} 2.0",
                        "ampsync_watermark_block{network=\"mainnet\",table=\"blocks\"} 20.0",
                        "ampsync_head_block{network=\"mainnet\",table=\"blocks\"} 25.0",
                        "ampsync_lag_blocks{network=\"mainnet\",table=\"blocks\"} 5.0",
                        "ampsync_text_nuls_total{column=\"input\",table=\"blocks\"} 7.0",
                        "ampsync_reconnects_total{reason=\"SourceGap\",table=\"blocks\"} 1.0",
                        "ampsync_errors_total{reason=\"DatabaseFull\",table=\"blocks\"} 1.0");
    }

    @Test
    void whatIsNotKnownIsNotANumber() {
        listener.resumed("blocks", NETWORK, null, 0);

        assertThat(registry.scrape().lines())
                .contains(
                        "ampsync_watermark_block{network=\"mainnet\",table=\"blocks\"} NaN",
                        "ampsync_lag_blocks{network=\"mainnet\",table=\"blocks\"} NaN");
    }
}
