package io.ampsync.runtime.postgres;

import io.ampsync.runtime.config.DatabaseSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Two installed servers, a primary and its asynchronous standby, which can change places. */
public final class PostgresPair implements AutoCloseable {
    private final Path home;
    private final int[] ports = {0, 0};
    private int primary;

    private PostgresPair(Path home) {
        this.home = home;
    }

    /** False where the package is not installed. */
    public static boolean isPossible() {
        return PostgresServer.DEBIAN_15.present();
    }

    public static PostgresPair start() throws IOException {
        Path home = Files.createTempDirectory("ampsync-pair");
        PostgresPair pair = new PostgresPair(home);
        InstalledPostgres.giveTo(home);
        pair.ports[0] = InstalledPostgres.freePort();
        pair.ports[1] = InstalledPostgres.freePort();
        pair.run("initdb", "-D", pair.data(0), "-U", "postgres", "-A", "trust", "-E", "UTF8");
        pair.startServer(0);
        pair.rebuildStandby();
        return pair;
    }

    /** Settings that name both, as a user's URL does. */
    public DatabaseSettings settings(String schema) {
        return new DatabaseSettings(
                "jdbc:postgresql://127.0.0.1:" + ports[0] + ",127.0.0.1:" + ports[1] + "/postgres",
                "postgres",
                null,
                schema,
                4,
                Map.of());
    }

    public Connection connect() throws SQLException {
        return connect(primary);
    }

    private Connection connect(int server) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + ports[server] + "/postgres", "postgres", "");
    }

    /** From now on the standby hears nothing more of the primary: what is committed will be lost. */
    public void cutReplication() throws SQLException {
        try (Connection standby = connect(1 - primary);
                Statement statement = standby.createStatement()) {
            statement.execute("ALTER SYSTEM SET primary_conninfo = ''");
            statement.execute("SELECT pg_reload_conf()");
            while (number(statement, "SELECT count(*) FROM pg_stat_wal_receiver") > 0) {
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    /** The primary dies, and the standby takes its place; returns when it accepts writes. */
    public void failOver() throws IOException {
        run("pg_ctl", "-D", data(primary), "-m", "immediate", "stop");
        primary = 1 - primary;
        run("pg_ctl", "-D", data(primary), "-w", "promote");
    }

    /** The primary goes down in an orderly way or not, and comes back. */
    public void restart(String mode) throws IOException {
        run("pg_ctl", "-D", data(primary), "-m", mode, "stop");
        startServer(primary);
    }

    /** Makes the other server a standby of the primary, from nothing. */
    public void rebuildStandby() throws IOException {
        int standby = 1 - primary;
        copyPrimary(data(standby), "-R");
        startServer(standby);
    }

    /** Keeps a copy of the primary as it is. */
    public void backUp() throws IOException {
        copyPrimary(backup(), "--no-sync");
    }

    /** The primary goes down, and comes back as it was when the copy was made; the standby is made anew from it. */
    public void restoreBackup() throws IOException {
        run("pg_ctl", "-D", data(primary), "-m", "immediate", "stop");
        run("pg_ctl", "-D", data(1 - primary), "-m", "immediate", "stop");
        InstalledPostgres.run(List.of("rm", "-rf", data(primary)));
        InstalledPostgres.run(List.of("mv", backup(), data(primary)));
        startServer(primary);
        rebuildStandby();
    }

    private void copyPrimary(String to, String option) throws IOException {
        InstalledPostgres.run(List.of("rm", "-rf", to));
        String primaryServer = "host=127.0.0.1 user=postgres port=" + ports[primary];
        run("pg_basebackup", "-D", to, option, "-X", "stream", "-c", "fast", "-d", primaryServer);
    }

    private String backup() {
        return home.resolve("backup").toString();
    }

    private void startServer(int server) throws IOException {
        String options = "-p " + ports[server] + " -k " + home + " -c listen_addresses=127.0.0.1 -c fsync=off"
                + " -c wal_level=replica -c hot_standby=on";
        run("pg_ctl", "-D", data(server), "-o", options, "-l", home + "/log" + server, "-w", "start");
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private String data(int server) {
        return home.resolve("data" + server).toString();
    }

    private void run(String program, String... arguments) throws IOException {
        List<String> command = InstalledPostgres.join(
                InstalledPostgres.asItsAccount(),
                PostgresServer.DEBIAN_BIN.resolve(program).toString());
        InstalledPostgres.run(InstalledPostgres.join(command, arguments));
    }

    @Override
    public void close() {
        try {
            for (int server = 0; server < 2; server++) {
                if (Files.exists(Path.of(data(server), "postmaster.pid"))) {
                    run("pg_ctl", "-D", data(server), "-m", "immediate", "stop");
                }
            }
            InstalledPostgres.run(List.of("rm", "-rf", home.toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
