package io.ampsync.runtime.postgres;

import io.ampsync.runtime.config.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** The installed PgBouncer in transaction mode before a server: no session lasts longer than a transaction. */
public final class PgBouncer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/pgbouncer");

    private final Process process;
    private final int port;

    private PgBouncer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    public static boolean isPossible() {
        return Files.isExecutable(PROGRAM) && PostgresServer.DEBIAN_15.present();
    }

    /** With at most so many connections of the server: fewer than its clients have. */
    public static PgBouncer before(int serverPort, int connections) throws IOException {
        return before(serverPort, connections, "transaction");
    }

    /**
     * In another mode.
     *
     * @param mode transaction, session or statement
     */
    public static PgBouncer before(int serverPort, int connections, String mode) throws IOException {
        Path home = Files.createTempDirectory("ampsync-pgbouncer");
        int port = InstalledPostgres.freePort();
        Path file =
                Files.writeString(home.resolve("pgbouncer.ini"), """
                [databases]
                postgres = host=127.0.0.1 port=%d dbname=postgres user=postgres password=postgres
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = %s
                default_pool_size = %d
                ignore_startup_parameters = extra_float_digits
                """.formatted(serverPort, port, mode, connections));
        InstalledPostgres.giveTo(home);
        Process process = new ProcessBuilder(InstalledPostgres.join(
                        InstalledPostgres.asItsAccount(), PROGRAM.toString(), "-q", file.toString()))
                .directory(Path.of("/").toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start();
        while (!accepts(port)) {
            if (!process.isAlive()) {
                throw new IOException("PgBouncer: " + Files.readString(home.resolve("log")));
            }
            LockSupport.parkNanos(5_000_000);
        }
        return new PgBouncer(process, port);
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** As a user names it, and as the documentation of both programs asks. */
    public DatabaseSettings settings(String schema) {
        DatabaseSettings direct = PostgresFixture.settings(schema, port);
        return new DatabaseSettings(
                direct.jdbcUrl(), direct.user(), direct.password(), schema, 4, Map.of("prepareThreshold", "0"));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }
}
