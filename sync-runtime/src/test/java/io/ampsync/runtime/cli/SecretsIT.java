package io.ampsync.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.postgres.PostgresFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Planted secrets are looked for in everything that a process shows, in good times and in bad ones. */
class SecretsIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Needs percent-encoding in a URL, so that both spellings are looked for. */
    private static final String PASSWORD = "planted p@ss/5d1f";

    private static final String ENCODED = "planted%20p%40ss%2F5d1f";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource({"json, url", "text, parts"})
    void noSecretOfTheEnvironmentIsShown(String format, String form) throws Exception {
        try (Surroundings around = new Surroundings(
                builder -> builder.behaviour(behaviour -> behaviour.withToken(Optional.of(Surroundings.TOKEN))))) {
            Map<String, String> settings = around.settings();
            settings.put("AMPSYNC_LOG_FORMAT", format);
            settings.put("RUST_LOG", "trace");
            settings.put("AMP_AUTH_TOKEN", Surroundings.TOKEN);
            connect(settings, form);
            try (Child child = Child.start(settings)) {
                child.awaitHealthPort();
                Child.await()
                        .untilAsserted(() -> assertThat(child.table("blocks")
                                        .at("/watermarks/0/block")
                                        .asInt())
                                .isEqualTo(49));
                around.amp.resetConnections();
                child.awaitOutput("SourceUnreachable");
                around.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                        + " WHERE application_name LIKE 'ampsync%'");
                around.amp.chain().advance(3);
                Child.await()
                        .untilAsserted(() -> assertThat(child.table("blocks")
                                        .at("/watermarks/0/block")
                                        .asInt())
                                .isEqualTo(52));
                assertNothingShown(shown(child));
                assertThat(child.signal("TERM").exit(PATIENCE)).isZero();
                assertNothingShown(List.of(child.output()));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"source", "database"})
    void noFailureQuotesASecret(String wrong) throws Exception {
        try (Surroundings around = new Surroundings(
                builder -> builder.behaviour(behaviour -> behaviour.withToken(Optional.of("another"))))) {
            Map<String, String> settings = around.settings();
            settings.put("RUST_LOG", "trace");
            settings.put("AMP_AUTH_TOKEN", Surroundings.TOKEN);
            connect(settings, "url");
            if (!wrong.equals("source")) {
                settings.put(
                        "DATABASE_URL",
                        "postgresql://nobody:" + ENCODED + "@127.0.0.1:"
                                + PostgresFixture.shared().port() + "/absent?sslmode=disable");
            }
            try (Child child = Child.start(settings)) {
                if (wrong.equals("source")) {
                    child.awaitHealthPort().awaitOutput("SourceUnauthenticated");
                    assertNothingShown(shown(child));
                } else {
                    Child.await().until(() -> child.output().contains("Database"));
                }
                assertNothingShown(List.of(child.output(), commandLine(child)));
            }
        }
    }

    @Test
    void noMistakeInASettingQuotesASecret() throws Exception {
        for (String url : List.of(
                "postgresql://amp:" + ENCODED + "@host:notaport/db",
                "postgresql://amp:" + ENCODED + "@/db?sslmode=nonsense",
                "jdbc:postgresql://host/db?user=amp&password=" + ENCODED + "&sslmode=nonsense",
                "postgresql://amp:planted p@ss/5d1f@host/db")) {
            Map<String, String> settings = new HashMap<>();
            settings.put("DATASET", "eth_rpc");
            settings.put("DATABASE_URL", url);
            settings.put("AMP_AUTH_TOKEN", Surroundings.TOKEN + " with a blank");
            settings.put("AMP_FLIGHT_ADDR", "http://user:" + ENCODED + "@host:1");
            settings.put("AMP_ADMIN_API_ADDR", "http://user:" + ENCODED + "@host:1/?token=" + Surroundings.TOKEN);
            try (Child child = Child.start(settings)) {
                assertThat(child.exit(PATIENCE)).isEqualTo(2);
                assertNothingShown(List.of(child.output()));
            }
        }
    }

    @Test
    void noSecretOfAFileIsShown() throws Exception {
        try (Surroundings around = new Surroundings()) {
            Path secret = Files.createDirectories(directory.resolve("app"));
            Map<String, String> settings = new HashMap<>();
            connect(settings, "url");
            Files.writeString(secret.resolve("uri"), settings.get("DATABASE_URL"));
            Files.writeString(secret.resolve("token"), Surroundings.TOKEN);
            Path manifest = directory.resolve("ampsync.yaml");
            Files.writeString(
                    manifest, """
                    apiVersion: ampsync.io/v1alpha1
                    kind: AmpSync
                    metadata: {name: eth}
                    spec:
                      dataset: {name: %s, version: 1.0.0}
                      tables: [{name: blocks}]
                      source:
                        flightEndpoint: "grpc://localhost:%d"
                        era: Head
                        authSecretRef: {name: app, key: token}
                      database: {schema: %s, sslMode: disable, urlSecretRef: {name: app, key: uri}}
                    """.formatted(Surroundings.DATASET, around.amp.flightPort(), around.database.schema()));
            try (Child child = Child.start(
                    Map.of("RUST_LOG", "trace", "HEALTH_PORT", "0"),
                    List.of("run", "--serve", "-f", manifest.toString(), "--secrets-dir", directory.toString()))) {
                child.awaitHealthPort();
                Child.await()
                        .untilAsserted(() -> assertThat(child.table("blocks")
                                        .at("/watermarks/0/block")
                                        .asInt())
                                .isEqualTo(49));
                assertNothingShown(shown(child));
            }
        }
    }

    private static void connect(Map<String, String> settings, String form) {
        int port = PostgresFixture.shared().port();
        settings.remove("DATABASE_URL");
        switch (form) {
            case "url" ->
                settings.put(
                        "DATABASE_URL",
                        "postgresql://postgres:" + ENCODED + "@127.0.0.1:" + port + "/postgres?sslmode=disable");
            case "jdbc" ->
                settings.put(
                        "DATABASE_URL",
                        "jdbc:postgresql://127.0.0.1:" + port + "/postgres?sslmode=disable&user=postgres&password="
                                + ENCODED);
            default -> {
                settings.put("DATABASE_HOST", "127.0.0.1");
                settings.put("DATABASE_PORT", Integer.toString(port));
                settings.put("DATABASE_USER", "postgres");
                settings.put("DATABASE_NAME", "postgres");
                settings.put("DATABASE_PASSWORD", PASSWORD);
            }
        }
    }

    private static List<String> shown(Child child) throws IOException, InterruptedException {
        List<String> shown = new ArrayList<>(List.of(child.output(), commandLine(child)));
        for (String path : List.of("/status", "/metrics", "/readyz", "/healthz", "/nothing")) {
            shown.add(child.get(path).body());
        }
        return shown;
    }

    private static String commandLine(Child child) throws IOException {
        return Files.readString(Path.of("/proc", Long.toString(child.pid()), "cmdline"));
    }

    private static void assertNothingShown(List<String> texts) {
        assertThat(texts)
                .isNotEmpty()
                .allSatisfy(text ->
                        assertThat(text).doesNotContain(PASSWORD, ENCODED, "p@ss", "p%40ss", Surroundings.TOKEN));
    }
}
