package io.ampsync.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.simulator.admin.AdminPort;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How the process ends, and what it says and shows before that. */
class ExitIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Test
    void wrongSettingsAreAllNamedBeforeAnyConnection() throws Exception {
        try (ServerSocket database = new ServerSocket(0);
                ServerSocket source = new ServerSocket(0);
                Child child = Child.start(Map.of(
                        "DATASET", "not a dataset",
                        "TABLES", "blocks,drop table",
                        "MAX_CONCURRENT_BATCHES", "0",
                        "AMPSYNC_ERA", "head",
                        "AMP_FLIGHT_ADDR", "http://127.0.0.1:" + source.getLocalPort(),
                        "DATABASE_URL", "postgresql://u:planted@127.0.0.1:" + database.getLocalPort() + "/x",
                        "AMPSYNC_SHEMA", "typo"))) {
            assertThat(child.exit(PATIENCE)).isEqualTo(2);
            assertThat(child.output())
                    .contains("DATASET", "TABLES", "MAX_CONCURRENT_BATCHES", "AMPSYNC_SHEMA", "AMPSYNC_SCHEMA")
                    .doesNotContain("planted");
            database.setSoTimeout(1);
            source.setSoTimeout(1);
            assertThat(connected(database)).isFalse();
            assertThat(connected(source)).isFalse();
        }
    }

    @Test
    void aHealthPortThatIsTakenIsConfiguration() throws Exception {
        try (Surroundings around = new Surroundings();
                ServerSocket taken = new ServerSocket(0)) {
            Map<String, String> settings = around.settings();
            settings.put("HEALTH_PORT", Integer.toString(taken.getLocalPort()));
            try (Child child = Child.start(settings)) {
                assertThat(child.exit(PATIENCE)).isEqualTo(2);
                assertThat(child.output()).contains("HEALTH_PORT " + taken.getLocalPort());
            }
        }
    }

    @Test
    @DisplayName("79: another claim takes the epoch, and the process ends with 3 without writing again")
    void anotherClaimFencesIt() throws Exception {
        try (Surroundings around = new Surroundings();
                Child child = Child.start(around.settings())) {
            child.awaitOutput("state=Streaming");
            around.execute("UPDATE {schema}._ampsync_writers SET epoch = epoch + 1, holder = 'another'");
            around.amp.chain().advance(5);

            assertThat(child.exit(PATIENCE)).isEqualTo(3);
            assertThat(child.output()).contains("writer_fenced").contains("Fenced");
            assertThat(around.query("SELECT max(watermark_block_num) FROM {schema}._ampsync_checkpoints"))
                    .isEqualTo("49");
            assertThat(around.query("SELECT holder FROM {schema}._ampsync_writers WHERE released_at IS NULL"))
                    .isEqualTo("another");
        }
    }

    @Test
    void noTableThatCanGoOnIsFour() throws Exception {
        try (Surroundings around = new Surroundings()) {
            around.execute("CREATE SCHEMA {schema}");
            around.execute("CREATE TABLE {schema}.blocks (mine text)");
            around.execute("INSERT INTO {schema}.blocks VALUES ('stays')");
            Map<String, String> settings = around.settings();
            settings.put("TABLES", "blocks");
            try (Child child = Child.start(settings)) {
                assertThat(child.exit(PATIENCE)).isEqualTo(4);
                assertThat(child.output()).contains("SchemaIncompatible");
                assertThat(around.query("SELECT mine FROM {schema}.blocks")).isEqualTo("stays");
            }
        }
    }

    @Test
    void tablesThatNobodyPublishedAreFourAndTheOnesThatExistAreNamed() throws Exception {
        try (Surroundings around = new Surroundings();
                AdminPort admin = AdminPort.start(around.amp, 0)) {
            Map<String, String> settings = around.settings();
            settings.put("TABLES", "blokcs");
            settings.put("DATASET_NAME", Surroundings.DATASET);
            settings.remove("DATASET");
            settings.remove("AMPSYNC_ERA");
            settings.put("AMP_ADMIN_API_ADDR", admin.url());
            try (Child child = Child.start(settings)) {
                assertThat(child.exit(PATIENCE)).isEqualTo(4);
                assertThat(child.output()).contains("QueryRefused").contains("blokcs", "blocks, transactions, logs");
            }
        }
    }

    @Test
    @DisplayName("74: a failed table shows in readiness, report and metrics, and does not stop the others")
    void oneFailedTableDoesNotStopTheOthers() throws Exception {
        try (Surroundings around = new Surroundings()) {
            around.execute("CREATE SCHEMA {schema}");
            around.execute("CREATE TABLE {schema}.logs (mine text)");
            around.execute("INSERT INTO {schema}.logs VALUES ('stays')");
            try (Child child = Child.start(around.settings())) {
                child.awaitHealthPort();
                Child.await().untilAsserted(() -> {
                    assertThat(child.table("logs").path("mode").asText()).isEqualTo("Failed");
                    assertThat(child.table("blocks").path("mode").asText()).isEqualTo("Streaming");
                });
                around.amp.chain().advance(5);
                Child.await()
                        .untilAsserted(() -> assertThat(child.table("blocks")
                                        .path("watermarks")
                                        .path(0)
                                        .path("block")
                                        .asLong())
                                .isEqualTo(54));

                JsonNode error = child.table("logs").path("error");
                assertThat(error.path("reason").asText()).isEqualTo("SchemaIncompatible");
                assertThat(error.path("needsPerson").asBoolean()).isTrue();
                JsonNode schema = child.report().path("schema");
                assertThat(schema.path("reason").asText()).isEqualTo("SchemaIncompatible");
                assertThat(schema.path("message").asText()).startsWith("logs: ");
                assertThat(child.get("/readyz").statusCode()).isEqualTo(503);
                assertThat(child.get("/readyz").body()).contains("logs").contains("SchemaIncompatible");
                assertThat(child.get("/metrics").body())
                        .contains("ampsync_errors_total{reason=\"SchemaIncompatible\",table=\"logs\"}");
                assertThat(child.isAlive()).isTrue();
            }
        }
    }

    @Test
    void anErrorEndsTheProcessWithALine() throws Exception {
        try (Surroundings around = new Surroundings();
                // Without the flags that Arrow's memory needs, its first use is an ExceptionInInitializerError.
                Child child = Child.start(List.of("--sun-misc-unsafe-memory-access=deny"), around.settings())) {
            assertThat(child.exit(PATIENCE)).isEqualTo(1);
            assertThat(child.output())
                    .contains("ERROR unexpected_failure: Defect: ", "Error")
                    .contains("shutdown_complete");
        }
    }

    @Test
    void memoryThatCannotHoldABatchIsRefusedAtStart() throws Exception {
        try (Surroundings around = new Surroundings()) {
            Map<String, String> settings = around.settings();
            settings.put("AMPSYNC_MEMORY", "192Mi");
            try (Child child = Child.start(settings)) {
                assertThat(child.exit(PATIENCE)).isEqualTo(2);
                assertThat(child.output())
                        .contains("AMPSYNC_MEMORY", "AMPSYNC_GRPC_MAX_DECODE_MB", "Raise the first by");
            }
        }
    }

    @Test
    void itAnswersWithoutDatabaseAndSource() throws Exception {
        try (Surroundings around = new Surroundings()) {
            Map<String, String> settings = around.settings(1);
            settings.remove("TABLES");
            settings.put("AMP_ADMIN_API_ADDR", "http://127.0.0.1:1");
            try (Child child = Child.start(settings)) {
                child.awaitHealthPort();
                assertThat(child.get("/healthz").statusCode()).isEqualTo(200);
                assertThat(child.get("/readyz").statusCode()).isEqualTo(503);
                assertThat(child.report().path("state").asText()).isEqualTo("Starting");
                Child.await()
                        .untilAsserted(() -> assertThat(child.report()
                                        .path("source")
                                        .path("reason")
                                        .asText())
                                .isEqualTo("SourceUnreachable"));
            }
        }
    }

    @Test
    void theReportNamesADatabaseThatIsAway() throws Exception {
        try (Surroundings around = new Surroundings();
                Child child = Child.start(around.settings(1))) {
            child.awaitHealthPort();
            Child.await()
                    .untilAsserted(() -> assertThat(child.report()
                                    .path("database")
                                    .path("reason")
                                    .asText())
                            .isEqualTo("DatabaseUnreachable"));
            child.awaitOutput("db_connection_retry");
            assertThat(child.output()).doesNotContain("com.zaxxer.hikari");
            assertThat(child.get("/readyz").body()).contains("DatabaseUnreachable");
        }
    }

    @Test
    void whatItShowsWhileItRunsHasNoSecrets() throws Exception {
        try (Surroundings around = new Surroundings()) {
            around.amp.behave(behaviour -> behaviour.withToken(java.util.Optional.of(Surroundings.TOKEN)));
            Map<String, String> settings = around.settings();
            settings.put("AMP_AUTH_TOKEN", Surroundings.TOKEN);
            settings.put("AMPSYNC_LOG_FORMAT", "json");
            settings.put("RUST_LOG", "trace");
            try (Child child = Child.start(settings)) {
                child.awaitHealthPort();
                Child.await()
                        .untilAsserted(() ->
                                assertThat(child.get("/readyz").statusCode()).isEqualTo(200));
                Child.await()
                        .untilAsserted(() -> assertThat(child.get("/metrics").body())
                                .contains("ampsync_lag_blocks", "ampsync_rows_total{table=\"blocks\"} 50.0"));

                String metrics = child.get("/metrics").body();
                JsonNode report = child.report();
                assertThat(report.path("state").asText()).isEqualTo("Running");
                assertThat(report.path("writer").path("state").asText()).isEqualTo("Held");
                assertThat(report.path("writer").path("epoch").asLong()).isEqualTo(1);
                assertThat(report.path("dataset").path("runningVersion").asText())
                        .isEqualTo("1.0.0");
                assertThat(report.has("source") || report.has("database")).isFalse();

                child.signal("TERM");
                assertThat(child.exit(Duration.ofSeconds(8))).isZero();
                for (String shown : new String[] {metrics, report.toString(), child.output()}) {
                    assertThat(shown).doesNotContain(Surroundings.PASSWORD).doesNotContain(Surroundings.TOKEN);
                }
                assertThat(child.output().lines().filter(line -> !line.startsWith("{")))
                        .as("every line of the log is one JSON object")
                        .isEmpty();
                ObjectMapper mapper = new ObjectMapper();
                for (String line : child.output().lines().toList()) {
                    assertThat(mapper.readTree(line).path("event").asText()).isNotEmpty();
                }
            }
        }
    }

    private static boolean connected(ServerSocket server) throws java.io.IOException {
        try {
            server.accept().close();
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        }
    }
}
