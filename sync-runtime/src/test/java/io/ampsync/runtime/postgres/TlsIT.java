package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.DatabaseSettings;
import io.ampsync.runtime.config.Secret;
import io.ampsync.runtime.fault.SyncException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code sslmode=verify-full} against a server whose certificate an authority of our own has signed, for one name. */
class TlsIT {
    private static final Path OPENSSL = Path.of("/usr/bin/openssl");

    @TempDir
    private static Path folder;

    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws IOException {
        Assumptions.assumeTrue(Files.isExecutable(OPENSSL), "openssl is not installed here");
        authority("ca");
        authority("other");
        openssl(
                "req",
                "-new",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                file("server.key"),
                "-out",
                file("server.csr"),
                "-subj",
                "/CN=localhost");
        Files.writeString(folder.resolve("names"), "subjectAltName=DNS:localhost");
        openssl(
                "x509",
                "-req",
                "-in",
                file("server.csr"),
                "-CA",
                file("ca.crt"),
                "-CAkey",
                file("ca.key"),
                "-CAcreateserial",
                "-days",
                "1",
                "-extfile",
                file("names"),
                "-out",
                file("server.crt"));
        server = EmbeddedPostgres.builder()
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", file("server.crt"))
                .setServerConfig("ssl_key_file", file("server.key"))
                .setServerConfig("fsync", "off")
                .start();
    }

    @AfterAll
    static void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    private static void authority(String name) throws IOException {
        openssl(
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-keyout",
                file(name + ".key"),
                "-out",
                file(name + ".crt"),
                "-days",
                "1",
                "-subj",
                "/CN=" + name);
    }

    private static void openssl(String... arguments) throws IOException {
        InstalledPostgres.run(InstalledPostgres.join(List.of(OPENSSL.toString()), arguments));
    }

    private static String file(String name) {
        return folder.resolve(name).toString();
    }

    private static TargetDatabase database(String host, String authority) {
        return TargetDatabase.of(
                new DatabaseSettings(
                        "jdbc:postgresql://" + host + ":" + server.getPort() + "/postgres",
                        "postgres",
                        new Secret("postgres"),
                        "public",
                        2,
                        Map.of("sslmode", "verify-full", "sslrootcert", file(authority + ".crt"))),
                "default/tls",
                new Limits(
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(1),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(1)));
    }

    @Test
    void theRightNameAndTheRightAuthorityAreTrusted() {
        try (TargetDatabase database = database("localhost", "ca")) {
            database.requireWritable();
            String version = database.call(
                    "Looking",
                    session -> session.run(Script.of("SELECT version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
                            .rows()
                            .getFirst()
                            .text(0));
            assertThat(version).startsWith("TLSv1");
        }
    }

    @Test
    void anotherNameIsRefusedAndNamed() {
        assertRefused("127.0.0.1", "ca", "hostname 127.0.0.1 could not be verified");
    }

    @Test
    void anAuthorityThatNobodyNamedIsRefused() {
        assertRefused("localhost", "other", "PKIX path");
    }

    private static void assertRefused(String host, String authority, String why) {
        try (TargetDatabase database = database(host, authority)) {
            assertThatExceptionOfType(SyncException.class)
                    .isThrownBy(database::requireWritable)
                    .satisfies(failure -> assertThat(failure.reason()).isEqualTo(Reason.DATABASE_UNREACHABLE))
                    .withMessageContaining(why);
        }
    }
}
