package io.ampsync.bench.stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.PGConnection;

/** One database, as a reader of it sees it. */
public final class Database implements AutoCloseable {
    private final Postgres.Address address;
    private final String name;
    private final Connection connection;

    Database(Postgres.Address address, String name) throws SQLException {
        this.address = address;
        this.name = name;
        connection = DriverManager.getConnection(address.url(name));
    }

    /** As {@code DATABASE_URL} wants it. */
    public String uri() {
        return address.uri(name);
    }

    public void execute(String statement) throws SQLException {
        try (Statement jdbc = connection.createStatement()) {
            jdbc.execute(statement);
        }
    }

    /** The first column of the first row; 0 if there is none, or no such table yet. */
    public long number(String query) throws SQLException {
        try (Statement jdbc = connection.createStatement();
                ResultSet rows = jdbc.executeQuery(query)) {
            return rows.next() ? rows.getLong(1) : 0;
        } catch (SQLException e) {
            if ("42P01".equals(e.getSQLState())) {
                return 0;
            }
            throw e;
        }
    }

    /** The table's checkpoint. */
    public long watermark(String table) throws SQLException {
        return number("SELECT watermark_block_num FROM _ampsync_checkpoints WHERE table_name = '" + table + "'");
    }

    /** Waits until a reader sees the table at that block; the moment, by {@link System#nanoTime}. */
    public long awaitWatermark(String table, long block, Duration pause, Duration patience) throws SQLException {
        long giveUp = System.nanoTime() + patience.toNanos();
        while (watermark(table) < block) {
            if (Thread.interrupted()) {
                throw new CancellationException("given up");
            }
            if (System.nanoTime() > giveUp) {
                throw new IllegalStateException(
                        table + " is at block " + watermark(table) + " after " + patience + ", not at " + block);
            }
            LockSupport.parkNanos(pause.toNanos());
        }
        return System.nanoTime();
    }

    /** Server processes of this database other than ours; they can be measured if the server is on this machine. */
    public List<Long> backends() throws SQLException {
        List<Long> pids = new ArrayList<>();
        try (Statement jdbc = connection.createStatement();
                ResultSet rows = jdbc.executeQuery("SELECT pid FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND pid <> pg_backend_pid()")) {
            while (rows.next()) {
                pids.add(rows.getLong(1));
            }
        }
        return pids;
    }

    /** The rows of the table, or of a query in parentheses, as binary COPY has them, into a file. */
    public void copyOut(String table, Path file) throws SQLException, IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            long _ = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("COPY " + table + " TO STDOUT (FORMAT binary)", out);
        }
    }

    /** Seconds that {@code psql} needs for the file, connecting not included; without psql the driver does it. */
    public double copyIn(String table, Path file) throws SQLException, IOException {
        if (!Shell.exists("psql")) {
            return copyInHere(table, file);
        }
        String copy = "\\copy " + table + " from '" + file + "' with (format binary)";
        String output = Shell.run(List.of("psql", "-X", "-q", uri(), "-c", "\\timing on", "-c", copy));
        return output.lines()
                        .filter(line -> line.startsWith("Time: "))
                        .map(line -> line.split(" ", -1)[1])
                        .mapToDouble(Double::parseDouble)
                        .max()
                        .orElseThrow(() -> new IllegalStateException("no time in: " + output))
                / 1000;
    }

    /** As {@link #copyIn}, by the driver, on this connection, which is open already. */
    public double copyInHere(String table, Path file) throws SQLException, IOException {
        long started = System.nanoTime();
        try (InputStream in = Files.newInputStream(file)) {
            long _ = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + table + " FROM STDIN (FORMAT binary)", in, 1 << 16);
        }
        return (System.nanoTime() - started) / 1e9;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
