package io.ampsync.runtime.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.api.ResilienceReport.BreakerReport;
import io.ampsync.api.ResilienceReport.PaceReport;
import io.ampsync.runtime.resilience.BreakerState;
import io.ampsync.runtime.resilience.BreakerState.Phase;
import io.ampsync.runtime.sync.Pause;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ResilienceBoardTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final ResilienceBoard board = new ResilienceBoard(registry, Tags.empty(), () -> Instant.EPOCH);

    @Test
    void bothBreakersAreThereFromTheBeginning() {
        assertThat(board.report().circuitBreakers())
                .containsExactly(
                        new BreakerReport("database", "Closed", 0, Instant.EPOCH),
                        new BreakerReport("source", "Closed", 0, Instant.EPOCH));
        assertThat(board.report().tables()).isEmpty();
        assertThat(registry.scrape().lines())
                .contains(
                        "ampsync_circuit_breaker_state{endpoint=\"source\",state=\"Closed\"} 1.0",
                        "ampsync_circuit_breaker_state{endpoint=\"source\",state=\"HalfOpen\"} 0.0");
    }

    @Test
    void anOpenBreakerShowsInReportAndMetrics() {
        board.breakerChanged(new BreakerState("source", Phase.OPEN, 5, Duration.ofSeconds(30)));
        board.rejected("blocks");

        assertThat(board.report().circuitBreakers()).contains(new BreakerReport("source", "Open", 5, Instant.EPOCH));
        assertThat(registry.scrape().lines())
                .contains(
                        "ampsync_circuit_breaker_state{endpoint=\"source\",state=\"Open\"} 1.0",
                        "ampsync_circuit_breaker_state{endpoint=\"source\",state=\"Closed\"} 0.0",
                        "ampsync_circuit_breaker_opened_total{endpoint=\"source\"} 1.0",
                        "ampsync_circuit_breaker_rejections_total{table=\"blocks\"} 1.0");
    }

    @Test
    void aTableIsListedAsLongAsItIsHeldUp() {
        board.reconnecting("blocks", new Pause(Duration.ofSeconds(2), Reason.DATABASE_BUSY, 1, OptionalInt.of(5)));
        board.paced("blocks", Duration.ofSeconds(1));
        assertThat(board.report().tables()).containsExactly(new PaceReport("blocks", 1, 5, 2000L, 1000L));
        assertThat(registry.scrape().lines()).contains("ampsync_rate_limit_delay_seconds{table=\"blocks\"} 1.0");

        board.committed("blocks", Blocks.commit(0, 19, 17));
        assertThat(board.report().tables()).containsExactly(new PaceReport("blocks", 0, null, 0L, 1000L));
        board.paced("blocks", Duration.ZERO);
        assertThat(board.report().tables()).isEmpty();
        assertThat(registry.scrape().lines()).contains("ampsync_rate_limit_delay_seconds{table=\"blocks\"} 0.0");
    }
}
