package io.ampsync.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.postgres.PostgresFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** AmpSync manifests in a process of our own, from the file to the tables and back. */
class RunIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Map<String, String> NOTHING = Map.of("HEALTH_PORT", "0");

    @TempDir
    private Path directory;

    @Test
    void aManifestRunsPrintsItsTableAndIsDroppedAgain() throws Exception {
        try (Surroundings around = new Surroundings()) {
            Path file = write(manifest(around) + secret());
            try (Child child = start(NOTHING, "run", "-f", file.toString())) {
                child.awaitOutput("True    Streaming");
                child.awaitHealthPort();
                assertThat(child.report().path("instanceUid").asText()).isEqualTo("default/eth");
                assertThat(child.signal("TERM").exit(PATIENCE)).isZero();
                assertThat(child.output())
                        .contains("NAME   DATASET", "_/anvil_rpc")
                        .doesNotContain(Surroundings.PASSWORD);
            }
            assertThat(around.query("SELECT count(*) FROM {schema}.blocks")).isEqualTo("50");
            assertThat(around.query("SELECT sync_uid FROM {schema}._ampsync_writers"))
                    .isEqualTo("default/eth");

            try (Child child = start(NOTHING, "release", "-f", file.toString())) {
                assertThat(child.exit(PATIENCE)).isEqualTo(2);
                assertThat(child.output()).contains("ampsync: default/eth has adopted no table.");
            }
            for (String command : List.of("verify", "plan", "doctor")) {
                try (Child child = start(NOTHING, command, "-f", file.toString())) {
                    int exit = child.exit(PATIENCE);
                    assertThat(exit).as(command + ": " + child.output()).isZero();
                    assertThat(child.output())
                            .contains(command.equals("verify") ? "blocks: proven, 50 rows" : "default/eth")
                            .doesNotContain(Surroundings.PASSWORD);
                }
            }
            around.execute("CREATE TABLE {schema}.mine (a int)");
            around.execute("CREATE VIEW {schema}.onto AS SELECT 1 FROM {schema}.blocks");
            try (Child child = start(NOTHING, "drop", "-f", file.toString())) {
                assertThat(child.exit(PATIENCE)).isEqualTo(4);
                assertThat(child.output()).contains("Dropping table blocks");
            }
            around.execute("DROP VIEW {schema}.onto");
            for (int i = 0; i < 2; i++) {
                try (Child child = start(NOTHING, "drop", "-f", file.toString())) {
                    assertThat(child.exit(PATIENCE)).as(child.output()).isZero();
                }
            }
            assertThat(around.query("SELECT to_regclass('{schema}.blocks')::text"))
                    .isEqualTo("null");
            assertThat(around.query("SELECT to_regclass('{schema}.mine') IS NOT NULL"))
                    .isEqualTo("t");
            assertThat(around.query("SELECT count(*) FROM {schema}._ampsync_checkpoints"))
                    .isEqualTo("0");
            assertThat(around.query("SELECT count(*) FROM {schema}._ampsync_writers"))
                    .isEqualTo("0");
        }
    }

    @Test
    void severalSyncsOfOneFileRunInOneProcessAndStatusTellsOfEach() throws Exception {
        try (Surroundings around = new Surroundings()) {
            String other = manifest(around)
                    .replace("name: eth}", "name: logs-only}")
                    .replace("[{name: blocks}, {name: logs}]", "[{name: logs}]");
            String first = manifest(around).replace("[{name: blocks}, {name: logs}]", "[{name: blocks}]");
            Path file = write(first + "---\n" + other + secret());
            try (Child child = start(NOTHING, "run", "-f", file.toString())) {
                child.awaitHealthPort();
                Child.await()
                        .untilAsserted(() -> assertThat(status(child, "--output=wide"))
                                .containsPattern("eth +_/anvil_rpc +1.0.0 +True +Streaming +49 ")
                                .containsPattern("logs-only +_/anvil_rpc +1.0.0 +True +Streaming +49 ")
                                .contains("EPOCH", "1/1"));
                assertThat(status(child, "--output=json")).startsWith("{").contains("\"name\":\"logs-only\"");
                assertThat(child.get("/readyz").statusCode()).isEqualTo(200);
                assertThat(child.signal("TERM").exit(PATIENCE)).isZero();
            }
            assertThat(around.query("SELECT string_agg(table_name || '=' || sync_uid, ',' ORDER BY table_name)"
                            + " FROM {schema}._ampsync_tables"))
                    .isEqualTo("blocks=default/eth,logs=default/logs-only");
        }
    }

    private static String status(Child running, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("status", "--url=" + running.address()));
        command.addAll(List.of(arguments));
        try (Child child = Child.start(Map.of(), command)) {
            assertThat(child.exit(PATIENCE)).as(child.output()).isZero();
            return child.output();
        }
    }

    @Test
    void whereNobodyAnswersStatusSaysWhatToDo() throws Exception {
        try (Child child = Child.start(Map.of(), List.of("status", "--url=http://127.0.0.1:1"))) {
            assertThat(child.exit(PATIENCE)).isEqualTo(2);
            assertThat(child.output()).contains("nobody answers at http://127.0.0.1:1", "HEALTH_PORT");
        }
    }

    @Test
    void whatIsWrongIsSaidBeforeAnyConnection() throws Exception {
        try (Surroundings around = new Surroundings()) {
            Path file = write(manifest(around, "memroy: {}", "reorg: {retentionBlocks: 1}"));
            try (Child child = start(Map.of("DATABASE_URL", "x"), "run", "-f", file.toString())) {
                assertThat(child.exit(PATIENCE)).isEqualTo(2);
                assertThat(child.output())
                        .contains("DATABASE_URL: it has no effect beside a manifest")
                        .contains("The AmpSync \"eth\" is invalid")
                        .contains("spec.memroy: unknown field, did you mean \"memory\"?")
                        .contains("spec.reorg.retentionBlocks: Invalid value: 1");
            }
            Path sound = write(manifest(around));
            try (Child child = start(NOTHING, "run", "-f", sound.toString())) {
                assertThat(child.exit(PATIENCE)).isEqualTo(2);
                assertThat(child.output()).contains("SecretMissing", "default/app", "AMPSYNC_SECRET__APP__URI");
            }
            try (Child child = start(NOTHING, "run", "-f", sound.toString(), "--set", "spec.suspend=true")) {
                assertThat(child.exit(PATIENCE)).isZero();
                assertThat(child.output()).contains("True    Suspended");
            }
        }
    }

    @Test
    void aPodStaysUpToExplainItselfAndGoesOnWhenTheSecretIsThere() throws Exception {
        try (Surroundings around = new Surroundings()) {
            Path file = write(manifest(around));
            Path words = Files.createFile(directory.resolve("termination-log"));
            Path secrets = directory.resolve("secrets");
            Path secret = Files.createDirectories(secrets.resolve("app"));
            List<String> command = List.of(
                    "run",
                    "--serve",
                    "-f",
                    file.toString(),
                    "--secrets-dir",
                    secrets.toString(),
                    "--termination-log",
                    words.toString());
            try (Child child = start(
                    Map.of("HEALTH_PORT", "0", "AMPSYNC_REVISION", "9f86d081884c7d65"),
                    command.toArray(String[]::new))) {
                child.awaitHealthPort();
                Child.await()
                        .untilAsserted(() -> assertThat(child.report()
                                        .at("/configuration/reason")
                                        .asText())
                                .isEqualTo("SecretMissing"));
                assertThat(child.get("/healthz").statusCode()).isEqualTo(200);
                assertThat(child.get("/readyz").statusCode()).isEqualTo(503);
                assertThat(child.report().path("revision").asText()).isEqualTo("9f86d081884c7d65");

                Files.writeString(secret.resolve("uri"), url());
                child.awaitOutput("state=Streaming");
                assertThat(child.report().has("configuration")).isFalse();

                around.execute("UPDATE {schema}._ampsync_writers SET epoch = epoch + 1, holder = 'another'");
                around.amp.chain().advance(5);
                assertThat(child.exit(PATIENCE)).isEqualTo(3);
                assertThat(words).content().contains("\"exitCode\":3").contains("\"reason\":\"Fenced\"");
            }
        }
    }

    private static Child start(Map<String, String> environment, String... arguments) throws IOException {
        return Child.start(environment, List.of(arguments));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(Files.createTempFile(directory, "ampsync", ".yaml"), text);
    }

    private static String url() {
        return Surroundings.url(PostgresFixture.shared().port());
    }

    private static String secret() {
        return """
                ---
                apiVersion: v1
                kind: Secret
                metadata: {name: app}
                stringData: {uri: "%s"}
                """.formatted(url());
    }

    /** @param members to add to the spec */
    private static String manifest(Surroundings around, String... members) {
        List<String> lines = new ArrayList<>(List.of(
                "apiVersion: ampsync.io/v1alpha1",
                "kind: AmpSync",
                "metadata: {name: eth}",
                "spec:",
                "  dataset: {name: " + Surroundings.DATASET + ", version: 1.0.0}",
                "  tables: [{name: blocks}, {name: logs}]",
                "  source: {era: Head, flightEndpoint: \""
                        + around.amp.flightUrl().replace("http://", "grpc://") + "\"}",
                "  database: {schema: " + around.database.schema() + ", urlSecretRef: {name: app, key: uri}}"));
        for (String member : members) {
            lines.add("  " + member);
        }
        return String.join("\n", lines) + "\n";
    }
}
