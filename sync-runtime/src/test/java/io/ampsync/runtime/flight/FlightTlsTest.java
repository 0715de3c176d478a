package io.ampsync.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.Secret;
import io.ampsync.runtime.config.SourceSettings;
import io.ampsync.runtime.fault.SyncException;
import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS with a certificate that no system trusts, made by the JDK's keytool. */
class FlightTlsTest {
    private static final StreamRequest BATCH = new StreamRequest("SELECT * FROM t", false, Map.of());
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private static Path folder;

    private static ScriptedServer server;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException, GeneralSecurityException {
        String store = folder.resolve("key.p12").toString();
        keytool(
                "-genkeypair",
                "-alias",
                "k",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost",
                "-keystore",
                store,
                "-storepass",
                "changeit");
        keytool(
                "-exportcert",
                "-alias",
                "k",
                "-rfc",
                "-file",
                folder.resolve("ca.pem").toString(),
                "-keystore",
                store,
                "-storepass",
                "changeit");
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(store))) {
            keys.load(in, PASSWORD);
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(keys, PASSWORD);
        server = ScriptedServer.start(GrpcSslContexts.configure(SslContextBuilder.forServer(factory))
                        .build())
                .plans(Wire.info(Wire.ROWS));
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString()));
        command.addAll(List.of(arguments));
        assertThat(new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor())
                .isZero();
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "grpc+tls"})
    void aServerWithACertificateOfTheCaFileIsTrusted(String scheme) {
        try (RootAllocator allocator = new RootAllocator();
                FlightSource source = new FlightSource(settings(scheme, folder.resolve("ca.pem")), allocator)) {
            assertThat(source.plan(BATCH).schema()).isEqualTo(Wire.ROWS);
        }
    }

    @Test
    void theSystemsRootsDoNotTrustIt() {
        try (RootAllocator allocator = new RootAllocator();
                FlightSource source = new FlightSource(settings("https", null), allocator)) {
            assertThatThrownBy(() -> source.plan(BATCH))
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("certification path")
                    .extracting(e -> ((SyncException) e).reason())
                    .isEqualTo(Reason.SOURCE_UNREACHABLE);
        }
    }

    @Test
    void plainTextToATlsPortIsUnreachableAndNotAHang() {
        try (RootAllocator allocator = new RootAllocator();
                FlightSource source = new FlightSource(settings("http", null), allocator)) {
            assertThatThrownBy(() -> source.plan(BATCH))
                    .isInstanceOf(SyncException.class)
                    .extracting(e -> ((SyncException) e).reason())
                    .isEqualTo(Reason.SOURCE_UNREACHABLE);
        }
    }

    @Test
    void anUnusableCaFileIsNamedAtTheStart() throws IOException {
        Path empty = Files.createFile(folder.resolve("empty-" + System.nanoTime() + ".pem"));
        for (Path file : new Path[] {folder.resolve("absent.pem"), empty}) {
            try (RootAllocator allocator = new RootAllocator()) {
                assertThatThrownBy(() -> new FlightSource(settings("https", file), allocator))
                        .isInstanceOf(SyncException.class)
                        .hasMessageContaining(file.toString())
                        .extracting(e -> ((SyncException) e).reason())
                        .isEqualTo(Reason.CONFIGURATION_INVALID);
            }
        }
    }

    private static SourceSettings settings(String scheme, @Nullable Path caFile) {
        return new SourceSettings(
                URI.create(scheme + "://localhost:" + server.port()),
                Era.HEAD,
                new Secret("t"),
                caFile,
                32 << 20,
                8 << 20,
                Duration.ofSeconds(30));
    }
}
