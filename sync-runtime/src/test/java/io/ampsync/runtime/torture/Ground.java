package io.ampsync.runtime.torture;

import io.ampsync.runtime.config.DatabaseSettings;
import io.ampsync.runtime.config.Secret;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.stream.RowDigest;
import io.ampsync.runtime.torture.wire.CutSocketFactory;
import io.ampsync.runtime.torture.wire.Wire;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A schema of its own in a real PostgreSQL, and a session that looks at it and does what happens to databases. There is a
 * second one beside it with {@link Traps} laid, for that takes longer than to play a history.
 */
final class Ground implements AutoCloseable {
    static final String TABLE = "transfers";

    private static final List<String> TABLES = List.of(
            TABLE,
            "_ampsync_checkpoints",
            "_ampsync_ranges",
            "_ampsync_reorgs",
            "_ampsync_changes",
            "_ampsync_writers",
            "_ampsync_tables",
            "_ampsync_schema");

    private static final String LOOK = """
            BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY;
            SELECT seq, watermark_block_num, watermark_block_hash, incremental_block_num,
                   open_start, open_end, open_hash, open_rows, open_digest FROM {s}._ampsync_checkpoints;
            SELECT start_block, end_block, hash, prev_hash, row_count, content_digest FROM {s}._ampsync_ranges
              ORDER BY start_block;
            SELECT seq, ordinal, start_block, end_block, hash, kind, holder FROM {s}._ampsync_changes
              ORDER BY seq, ordinal;
            SELECT encode(_id, 'hex'), _block_num_end, hash, value || ' ' || coalesce(note, 'null') FROM {s}.transfers;
            SELECT epoch, holder FROM {s}._ampsync_writers;
            SELECT count(*) FROM {s}._ampsync_reorgs;
            COMMIT""";

    /** One of the two schemas. */
    private static final class Site {
        private final String schema;
        private final boolean trapped;
        private @Nullable PreparedStatement looking;
        private boolean complete;

        private Site(String schema, boolean trapped) {
            this.schema = schema;
            this.trapped = trapped;
        }
    }

    private final int port;
    private final Site free;
    private final Site trapped;
    private final Site bare;
    private final Connection outside;
    private final PreparedStatement visible;
    private final PreparedStatement sessions;
    private Site site;
    private boolean roomForCopies;
    private boolean sessionsLast = true;
    private String seen = "";
    private Look last = Look.NOTHING;

    Ground(int port, String schema) throws SQLException {
        this.port = port;
        free = new Site(schema, false);
        trapped = new Site(schema + "_trapped", true);
        bare = new Site(schema + "_bare", false);
        site = free;
        outside = DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres?prepareThreshold=1", "postgres", "postgres");
        outside.setAutoCommit(true);
        visible = outside.prepareStatement("SELECT pg_current_snapshot()::text");
        sessions =
                outside.prepareStatement("SELECT count(*) FROM pg_stat_get_activity(NULL) WHERE application_name = ?");
        dropAll();
    }

    DatabaseSettings settings(String wire) {
        return new DatabaseSettings(
                "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                "postgres",
                new Secret("postgres"),
                site.schema,
                4,
                Map.of(
                        "sslmode",
                        "disable",
                        "socketFactory",
                        CutSocketFactory.class.getName(),
                        "socketFactoryArg",
                        wire));
    }

    /** The connections of a process. Where all tables are there, the server's sessions outlive it. */
    Wire wire(String process) {
        return new Wire(process, sessionsLast);
    }

    String schema() {
        return site.schema;
    }

    /** Nothing is there, not even a schema. */
    void dropAll() throws SQLException {
        drop(bare);
        drop(trapped);
        drop(free);
    }

    /** A schema that is not there. */
    void chooseNone() throws SQLException {
        drop(bare);
        // What a session keeps of a statement outlives its tables, and the next answer would be another.
        sessionsLast = false;
    }

    private void drop(Site which) throws SQLException {
        site = which;
        seen = "";
        execute("SET client_min_messages = warning; DROP SCHEMA IF EXISTS {s} CASCADE");
        which.complete = false;
        if (which.looking != null) {
            which.looking.close();
            which.looking = null;
        }
    }

    /** One of the two is chosen; all tables are there and empty. */
    void chooseEmpty(boolean withTraps) throws SQLException {
        site = withTraps ? trapped : free;
        sessionsLast = true;
        seen = "";
        if (!isComplete()) {
            Life.prepare(this);
            if (withTraps) {
                execute(Traps.script());
            }
        }
        StringBuilder script = new StringBuilder("BEGIN;");
        for (String table : TABLES) {
            script.append("DELETE FROM {s}.").append(table).append(';');
        }
        // One table for histories with ids of both kinds.
        script.append("CREATE INDEX IF NOT EXISTS of_blocks ON {s}.transfers (_block_num_end);");
        execute(script.append("INSERT INTO {s}._ampsync_tables VALUES ('transfers', '" + Life.SYNC + "', NULL); COMMIT")
                .toString());
    }

    /** The traps are there. */
    boolean isTrapped() {
        return site.trapped;
    }

    boolean isComplete() throws SQLException {
        if (!site.complete) {
            site.complete = one("SELECT count(*) FROM pg_tables WHERE schemaname = '{s}' AND tablename IN ('"
                            + String.join("', '", TABLES) + "')")
                    .equals(Integer.toString(TABLES.size()));
        }
        return site.complete;
    }

    /**
     * What another session sees; nothing before the tables are there. The same as before if PostgreSQL's snapshot is: then
     * no transaction that wrote has ended since.
     */
    Look look() throws SQLException {
        if (!isComplete()) {
            return Look.NOTHING;
        }
        String now = text(visible);
        if (!now.equals(seen)) {
            last = lookAtEverything();
            seen = now;
        }
        return last;
    }

    private Look lookAtEverything() throws SQLException {
        PreparedStatement statement = looking();
        statement.execute();
        List<Look.Checkpoint> checkpoints = next(statement, Ground::checkpoint);
        List<Look.Range> ranges = next(
                statement,
                row -> new Look.Range(
                        row.getLong(1),
                        row.getLong(2),
                        BlockHash.of(row.getBytes(3)),
                        hash(row, 4),
                        row.getLong(5),
                        RowDigest.of(row.getBytes(6))));
        List<Look.Change> feed = next(
                statement,
                row -> new Look.Change(
                        row.getLong(1),
                        row.getInt(2),
                        number(row, 3),
                        number(row, 4),
                        hash(row, 5),
                        row.getString(6),
                        row.getString(7)));
        List<Look.Row> rows = next(
                statement,
                row -> new Look.Row(row.getString(1), row.getLong(2), BlockHash.of(row.getBytes(3)), row.getString(4)));
        List<Look.Writer> writers = next(statement, row -> new Look.Writer(row.getLong(1), row.getString(2)));
        List<Long> reorgs = next(statement, row -> row.getLong(1));
        return new Look(
                checkpoints.isEmpty() ? null : checkpoints.getFirst(),
                ranges,
                feed,
                rows,
                writers.isEmpty() ? null : writers.getFirst(),
                reorgs.getFirst());
    }

    private PreparedStatement looking() throws SQLException {
        PreparedStatement statement = site.looking;
        if (statement == null) {
            statement = outside.prepareStatement(LOOK.replace("{s}", site.schema));
            site.looking = statement;
        }
        return statement;
    }

    private static Look.Checkpoint checkpoint(ResultSet row) throws SQLException {
        BlockHash watermark = hash(row, 3);
        BlockHash open = hash(row, 7);
        return new Look.Checkpoint(
                row.getLong(1),
                watermark == null ? null : new Cursor(row.getLong(2), watermark),
                number(row, 4),
                open == null
                        ? null
                        : new Look.Open(
                                row.getLong(5),
                                row.getLong(6),
                                open,
                                row.getLong(8),
                                RowDigest.of(Objects.requireNonNull(row.getBytes(9)))));
    }

    private static @Nullable BlockHash hash(ResultSet row, int column) throws SQLException {
        byte[] bytes = row.getBytes(column);
        return bytes == null ? null : BlockHash.of(bytes);
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    /** The rows of the next statement that has any. */
    private static <T> List<T> next(Statement statement, Reading<T> reading) throws SQLException {
        while (!statement.getMoreResults()) {
            if (statement.getUpdateCount() < 0) {
                throw new SQLException("a result is missing");
            }
        }
        List<T> rows = new ArrayList<>();
        ResultSet result = statement.getResultSet();
        while (result.next()) {
            rows.add(reading.of(result));
        }
        return rows;
    }

    private void makeRoomForCopies() throws SQLException {
        StringBuilder script = new StringBuilder(
                "SET client_min_messages = warning;" + " DROP SCHEMA IF EXISTS {c} CASCADE; CREATE SCHEMA {c};");
        for (String table : TABLES) {
            script.append("CREATE TABLE {c}.%1$s AS TABLE {s}.%1$s WITH NO DATA;".formatted(table));
        }
        execute(script.toString());
        roomForCopies = true;
    }

    /** Keeps a copy of everything, as a backup does and a standby that lags behind. */
    void keepCopy() throws SQLException {
        if (!roomForCopies) {
            makeRoomForCopies();
        }
        StringBuilder script = new StringBuilder("BEGIN;");
        for (String table : TABLES) {
            script.append("DELETE FROM {c}.%1$s; INSERT INTO {c}.%1$s TABLE {s}.%1$s;".formatted(table));
        }
        execute(script.append("COMMIT").toString());
    }

    /** The copy takes the place of everything. No session of a sync may be in a transaction. */
    void restoreCopy() throws SQLException {
        StringBuilder script = new StringBuilder("BEGIN;");
        for (String table : TABLES) {
            script.append("DELETE FROM {s}.%1$s; INSERT INTO {s}.%1$s OVERRIDING SYSTEM VALUE TABLE {c}.%1$s;"
                    .formatted(table));
        }
        execute(script.append("COMMIT").toString());
    }

    /** Waits until the server has noticed that the process's connections are gone. */
    void awaitGone(String application) throws SQLException {
        sessions.setString(1, "ampsync/" + application);
        while (!text(sessions).equals("0")) {
            LockSupport.parkNanos(500_000);
        }
    }

    /** An administrator ends the process's sessions. */
    void terminate(String application) throws SQLException {
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ampsync/"
                + application + "'");
        awaitGone(application);
    }

    /** The present writer was not seen for longer than anyone waits. */
    void letTheWriterLookDead() throws SQLException {
        execute("UPDATE {s}._ampsync_writers SET seen_at = seen_at - interval '61 s'");
    }

    private static String text(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getString(1);
        }
    }

    String one(String sql) throws SQLException {
        try (Statement statement = outside.createStatement();
                ResultSet row = statement.executeQuery(here(sql))) {
            row.next();
            return row.getString(1);
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = outside.createStatement()) {
            statement.execute(here(sql));
        }
    }

    /** {@code {s}} is the schema, {@code {c}} the one of the copies. */
    private String here(String sql) {
        return sql.replace("{s}", site.schema).replace("{c}", free.schema + "_copy");
    }

    @Override
    public void close() throws SQLException {
        dropAll();
        execute("DROP SCHEMA IF EXISTS {c} CASCADE");
        outside.close();
        Wire.endIdleSessions(port);
    }
}
