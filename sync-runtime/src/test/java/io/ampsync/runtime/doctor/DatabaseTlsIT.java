package io.ampsync.runtime.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be wrong with the certificate of a PostgreSQL, each for real: the server takes another one when it reloads. */
class DatabaseTlsIT {
    @TempDir
    private static Path folder;

    private static Authority trusted;
    /** Those that a client may have been told to trust, by name. */
    private static Map<String, Authority> authorities;

    private static EmbeddedPostgres server;
    private Patient patient;

    @BeforeAll
    static void start() throws Exception {
        trusted = new Authority(folder.resolve("trusted"), "authority");
        authorities = Map.of(
                "trusted", trusted,
                "other", new Authority(folder.resolve("other"), "other"),
                "namesake", new Authority(folder.resolve("namesake"), "authority"));
        trusted.sign("sound", "localhost", "-1d", 30);
        trusted.sign("expired", "localhost", "-20d", 10);
        trusted.sign("early", "localhost", "+5d", 10);
        present("sound");
        server = EmbeddedPostgres.builder()
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", folder.resolve("server.crt").toString())
                .setServerConfig("ssl_key_file", folder.resolve("server.key").toString())
                .setServerConfig("fsync", "off")
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    @BeforeEach
    void healthy() throws SQLException {
        patient = new Patient();
    }

    @AfterEach
    void close() throws SQLException {
        patient.close();
    }

    private static void present(String certificate) throws Exception {
        Files.copy(
                trusted.certificate(certificate),
                folder.resolve("server.crt"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
        Files.copy(
                trusted.key(certificate),
                folder.resolve("server.key"),
                StandardCopyOption.REPLACE_EXISTING,
                StandardCopyOption.COPY_ATTRIBUTES);
    }

    /** New connections have what is in the files now. */
    private static void reload() throws SQLException {
        String before = ask("SELECT pg_conf_load_time()");
        ask("SELECT pg_reload_conf()");
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> assertThat(ask("SELECT pg_conf_load_time()")).isNotEqualTo(before));
    }

    private static String ask(String sql) throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private void as(String user, String host, String parameters) {
        patient.with(
                "DATABASE_URL",
                "postgresql://" + user + ":postgres@" + host + ":" + server.getPort() + "/postgres?" + parameters);
    }

    @ParameterizedTest(name = "a {0} certificate at {1}, with the authority {2}")
    @CsvSource({
        "sound,   localhost, trusted,",
        "sound,   127.0.0.1, trusted,  CERTIFICATE_NAME",
        "sound,   localhost, other,    CERTIFICATE_UNKNOWN",
        "sound,   localhost, namesake, CERTIFICATE_UNKNOWN",
        "expired, localhost, trusted,  CERTIFICATE_EXPIRED",
        "early,   localhost, trusted,  CERTIFICATE_EXPIRED",
    })
    void whatIsWrongWithACertificateIsNamed(String certificate, String host, String authority, @Nullable Check expected)
            throws Exception {
        present(certificate);
        reload();
        Path root = Objects.requireNonNull(authorities.get(authority)).root();
        as("postgres", host, "sslmode=verify-full&sslrootcert=" + root);
        assertThat(patient.found(Area.DATABASE)).isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    @Test
    void aServerThatTakesOnlyTlsIsNamed() throws Exception {
        Path rules = Path.of(ask("SHOW hba_file"));
        Files.writeString(rules, "hostnossl all guarded all reject\n" + Files.readString(rules));
        reload();
        as("guarded", "127.0.0.1", "sslmode=disable");
        assertThat(patient.found(Area.DATABASE)).containsExactly(Check.TLS_WANTED);
    }
}
