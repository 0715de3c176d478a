package io.ampsync.runtime.postgres;

import io.ampsync.runtime.config.DatabaseSettings;
import io.ampsync.runtime.config.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/**
 * A real PostgreSQL for tests: one server per version and JVM, started when it is first asked for, gone with the JVM.
 * Tests keep apart by schema.
 */
public final class PostgresFixture {
    private static final Map<PostgresServer, PostgresFixture> RUNNING = new EnumMap<>(PostgresServer.class);
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private final int port;

    private PostgresFixture(int port) {
        this.port = port;
    }

    /** The default server. */
    public static PostgresFixture shared() {
        return on(PostgresServer.EMBEDDED_18);
    }

    /** Skips the test if the server is not there. */
    public static synchronized PostgresFixture on(PostgresServer server) {
        Assumptions.assumeTrue(server.present(), server + " is not installed here");
        return RUNNING.computeIfAbsent(server, PostgresFixture::start);
    }

    private static PostgresFixture start(PostgresServer server) {
        try {
            return switch (server) {
                case EMBEDDED_18 -> embedded(EmbeddedPostgres.builder());
                case EMBEDDED_17 ->
                    embedded(EmbeddedPostgres.builder()
                            .setPgBinaryResolver((system, machine) -> PostgresServer.embedded17()));
                case DEBIAN_15 -> new PostgresFixture(InstalledPostgres.start(PostgresServer.DEBIAN_BIN));
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PostgresFixture embedded(EmbeddedPostgres.Builder builder) throws IOException {
        EmbeddedPostgres postgres = builder.setServerConfig("max_connections", "100")
                .setServerConfig("fsync", "off")
                .start();
        return new PostgresFixture(postgres.getPort());
    }

    public int port() {
        return port;
    }

    /** Settings with a schema that nobody else uses; it does not exist yet. */
    public DatabaseSettings settings() {
        return settings("test_" + SCHEMAS.incrementAndGet(), port);
    }

    /** Settings that go through another port, a proxy for example. */
    public static DatabaseSettings settings(String schema, int port) {
        return new DatabaseSettings(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                "postgres",
                new Secret("postgres"),
                schema,
                4,
                Map.of());
    }

    /** A plain connection, for looking from outside. */
    public Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "postgres");
    }
}
