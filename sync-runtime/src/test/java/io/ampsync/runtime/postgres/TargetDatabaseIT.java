package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.config.DatabaseSettings;
import io.ampsync.runtime.config.Secret;
import io.ampsync.runtime.fault.SyncException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.sql.Connection;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TargetDatabaseIT {
    private static final PostgresFixture FIXTURE = PostgresFixture.shared();

    private static DatabaseSettings settings(String host, String database, Map<String, String> properties) {
        return new DatabaseSettings(
                "jdbc:postgresql://" + host + "/" + database,
                "postgres",
                new Secret("hunter2"),
                "public",
                2,
                properties);
    }

    private static void assertFails(DatabaseSettings settings, Reason reason) {
        Limits limits = new Limits(
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofMillis(100),
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1));
        try (TargetDatabase database = TargetDatabase.of(settings, "default/test", limits)) {
            assertThatThrownBy(database::requireWritable)
                    .isInstanceOfSatisfying(
                            SyncException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                    .satisfies(e -> assertThat(e.toString()).doesNotContain("hunter2"));
        }
    }

    @Test
    void aWritableDatabaseIsAccepted() {
        try (TargetDatabase database = TargetDatabase.of(FIXTURE.settings(), "default/test", Target.QUICK)) {
            database.requireWritable();
            assertThat(database.schema().name()).startsWith("test_");
        }
    }

    @Test
    @DisplayName("A10: a closed port is unreachable, within the limit")
    @Produces(Reason.DATABASE_UNREACHABLE)
    void aClosedPortIsUnreachable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        long start = System.nanoTime();

        assertFails(settings("127.0.0.1:" + port, "postgres", Map.of()), Reason.DATABASE_UNREACHABLE);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
    }

    @Test
    @Produces(Reason.DATABASE_REFUSED)
    void anUnknownDatabaseNeedsAPerson() {
        assertFails(settings("127.0.0.1:" + FIXTURE.port(), "nowhere", Map.of()), Reason.DATABASE_REFUSED);
    }

    @Test
    @Produces(Reason.DATABASE_READ_ONLY)
    void aReadOnlyDatabaseIsNamedAsSuch() throws Exception {
        try (Connection outside = FIXTURE.connect()) {
            outside.prepareStatement("CREATE DATABASE readonly").execute();
            outside.prepareStatement("ALTER DATABASE readonly SET default_transaction_read_only = on")
                    .execute();
        }
        assertFails(settings("127.0.0.1:" + FIXTURE.port(), "readonly", Map.of()), Reason.DATABASE_READ_ONLY);
    }

    @Test
    void ofSeveralHostsThePrimaryIsFound() {
        DatabaseSettings settings =
                settings("127.0.0.1:1,127.0.0.1:" + FIXTURE.port(), "postgres", Map.of("prepareThreshold", "0"));
        try (TargetDatabase database = TargetDatabase.of(settings, "default/test", Target.QUICK)) {
            database.requireWritable();
            String target = database.call(
                    "Looking",
                    session -> session.run(Script.of("SELECT 'found'"))
                            .rows()
                            .getFirst()
                            .text(0));
            assertThat(target).isEqualTo("found");
        }
    }

    @Test
    void noStatementIsPreparedByNameForAProxyMayPutTheNextOnAnotherServer() {
        try (TargetDatabase database = TargetDatabase.of(FIXTURE.settings(), "default/test", Target.QUICK)) {
            long named = database.call("Counting", session -> {
                for (int i = 0; i < 10; i++) {
                    session.run(Script.of("SELECT ?", i));
                }
                return session.run(Script.of("SELECT count(*) FROM pg_prepared_statements"))
                        .number();
            });
            assertThat(named).isZero();
        }
    }

    @Test
    void socketsNoticeAVanishedPeer() throws Exception {
        try (Socket socket = new KeepAliveSocketFactory().createSocket()) {
            assertThat(socket.getOption(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
            for (SocketOption<?> option : socket.supportedOptions()) {
                if (option.name().equals("TCP_KEEPIDLE")) {
                    assertThat(socket.getOption(option)).isEqualTo(15);
                }
            }
        }
    }
}
