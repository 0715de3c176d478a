package io.ampsync.runtime.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.api.StatusJson;
import io.ampsync.api.StatusReport;
import io.ampsync.api.SyncReport;
import io.ampsync.api.TroubleReport;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.sync.TableState;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HealthServerTest {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final StatusBoard board = new StatusBoard(() -> Instant.EPOCH);
    private final LiveReport report = new LiveReport(SyncIdentity.of("default/mainnet", null, Instant.EPOCH), board);
    private final HealthServer server = new HealthServer(0, report, this::readiness, registry);
    private Instant now = Instant.EPOCH;
    private final HttpClient client = HttpClient.newHttpClient();

    private Readiness readiness() {
        return Readiness.of(report.get(), now, Duration.ofMinutes(5));
    }

    private static Readiness noReadiness() {
        throw new IllegalStateException("planted");
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void itIsAliveWhateverElseIsWrong() throws Exception {
        try (HealthServer broken =
                new HealthServer(0, HealthServerTest::noReport, HealthServerTest::noReadiness, registry)) {
            assertThat(get(broken, "/healthz").statusCode()).isEqualTo(200);
            assertThat(get(broken, "/readyz").statusCode()).isEqualTo(500);
        }
    }

    @Test
    void withoutTablesItIsNotReadyAndSaysWhy() throws Exception {
        report.update(process ->
                process.withDatabase(TroubleReport.of(Reason.DATABASE_UNREACHABLE, "No route.", Instant.EPOCH)));

        HttpResponse<String> response = get(server, "/readyz");

        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body())
                .isEqualTo("{\"ready\":false,\"notReady\":[{\"mode\":\"Starting\",\"reason\":\"DatabaseUnreachable\","
                        + "\"message\":\"No route.\"}]}");
    }

    @Test
    void anOutageOfTheDatabaseIsNoReasonUntilItLasts() throws Exception {
        report.update(process -> process.withState(SyncReport.State.RUNNING));
        board.resumed("blocks", "mainnet", null, 0);
        board.stateChanged("blocks", TableState.STREAMING);
        board.failed("blocks", new SyncException(Reason.DATABASE_UNREACHABLE, "It is away."));
        board.stateChanged("blocks", TableState.PENDING);

        assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
        now = Instant.EPOCH.plus(Duration.ofMinutes(5));
        assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void aTableThatNeverRanIsNotReadyWithoutADatabase() throws Exception {
        report.update(process -> process.withState(SyncReport.State.RUNNING));
        board.stateChanged("blocks", TableState.PENDING);
        board.failed("blocks", new SyncException(Reason.DATABASE_UNREACHABLE, "It is away."));

        assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    @DisplayName("74: a failed table shows in readiness and in metrics")
    void readinessNamesTheTablesThatDoNotRun() throws Exception {
        new SyncMetrics(registry, board).stateChanged("logs", TableState.FAILED);
        report.update(process -> process.withState(SyncReport.State.RUNNING));
        board.stateChanged("blocks", TableState.BACKFILLING);
        board.stateChanged("paused", TableState.PAUSED);
        assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
        assertThat(get(server, "/readyz").body()).isEqualTo("{\"ready\":true,\"notReady\":[]}");

        board.failed("logs", new SyncException(Reason.SOURCE_GAP, "Blocks are missing."));
        board.stateChanged("logs", TableState.FAILED);

        HttpResponse<String> response = get(server, "/readyz");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body())
                .isEqualTo("{\"ready\":false,\"notReady\":[{\"table\":\"logs\",\"mode\":\"Failed\","
                        + "\"reason\":\"SourceGap\",\"message\":\"Blocks are missing.\"}]}");
        assertThat(get(server, "/metrics").body()).contains("ampsync_table_state{state=\"Failed\",table=\"logs\"} 1.0");
    }

    @Test
    void aDrainingProcessIsNotReady() throws Exception {
        board.stateChanged("blocks", TableState.STREAMING);
        report.update(process -> process.withState(SyncReport.State.DRAINING));

        assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
    }

    @Test
    void theStatusIsTheReport() throws Exception {
        HttpResponse<String> response = get(server, "/status");

        assertThat(response.headers().firstValue("content-type")).contains("application/json");
        assertThat(StatusJson.read(response.body()).syncs())
                .extracting(SyncReport::name)
                .containsExactly("mainnet");
    }

    @Test
    void theIndexListsWhatIsThereAndNothingElseIs() throws Exception {
        assertThat(get(server, "/").body()).contains("/healthz", "/readyz", "/metrics", "/status");
        assertThat(get(server, "/healthz/x").statusCode()).isEqualTo(404);
        assertThat(get(server, "/favicon.ico").statusCode()).isEqualTo(404);
    }

    @Test
    void onlyReadingIsAllowed() throws Exception {
        HttpRequest post = request(server, "/status")
                .POST(HttpRequest.BodyPublishers.ofString("x"))
                .build();
        HttpRequest head = request(server, "/status").HEAD().build();

        assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(405);
        assertThat(client.send(head, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(200);
    }

    @Test
    void aPortThatIsTakenIsAMistakeInTheSettings() {
        assertThatThrownBy(() -> new HealthServer(server.port(), report, this::readiness, registry))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.CONFIGURATION_INVALID))
                .hasMessageContaining("HEALTH_PORT " + server.port());
    }

    private static StatusReport noReport() {
        throw new IllegalStateException("no report today");
    }

    private HttpResponse<String> get(HealthServer from, String path) throws IOException, InterruptedException {
        return client.send(request(from, path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(HealthServer to, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + to.port() + path));
    }
}
