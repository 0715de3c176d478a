package io.ampsync.demo;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/**
 * Another session that looks at the tables all the time, each look one REPEATABLE READ snapshot, and checks invariants
 * I1 to I3: one chain up to the checkpoint's hash, nothing above it, a journal without gaps whose counts are the table's.
 */
final class InvariantReader implements AutoCloseable {
    /** What several checks need is read once: a look must stay cheap, or few are taken. */
    private static final String SEEN = """
            WITH held AS MATERIALIZED (
              SELECT 'blocks' AS table_name, count(*) AS held, max(_block_num_end) AS top FROM blocks
              UNION ALL
              SELECT 'logs', count(*), max(_block_num_end) FROM logs),
            journal AS MATERIALIZED (
              SELECT table_name, network, start_block, end_block, hash, prev_hash, row_count FROM _ampsync_ranges),
            sums AS MATERIALIZED (
              SELECT table_name, network, sum(row_count) AS total, max(end_block) AS top
              FROM journal GROUP BY table_name, network)
            """;

    /** Each query returns one line per violation. */
    private static final List<String> CHECKS = List.of("""
            SELECT 'I1 blocks ' || b.block_num || ' is not the child of its predecessor'
            FROM blocks b JOIN blocks p ON p.block_num = b.block_num - 1 WHERE b.parent_hash <> p.hash
            """, """
            SELECT 'I1 checkpoint ' || c.watermark_block_num || ' has another hash than the row'
            FROM _ampsync_checkpoints c JOIN blocks b ON b.block_num = c.watermark_block_num
            WHERE c.table_name = 'blocks' AND c.watermark_block_hash <> b.hash
            """, """
            SELECT 'I1 ' || table_name || ' holds ' || held || ' rows, not ' || total
            FROM held JOIN sums USING (table_name) JOIN _ampsync_checkpoints USING (table_name, network)
            WHERE open_start IS NULL AND held <> total
            """, """
            SELECT 'I1 logs of block ' || l.block_num || ' are of another chain'
            FROM logs l JOIN journal r ON r.table_name = 'logs' AND r.end_block = l.block_num
            WHERE l.block_hash <> r.hash LIMIT 1
            """, """
            SELECT 'I2 ' || table_name || ' holds block ' || top || ' above checkpoint ' || watermark_block_num
            FROM held JOIN _ampsync_checkpoints USING (table_name)
            WHERE open_start IS NULL AND top > coalesce(watermark_block_num, -1)
            """, """
            SELECT 'I3 ' || table_name || ' entry ' || start_block || ' does not follow'
            FROM (SELECT table_name, start_block, prev_hash, lag(end_block) OVER w AS before, lag(hash) OVER w AS expected
              FROM journal WINDOW w AS (PARTITION BY table_name, network ORDER BY start_block)) j
            WHERE before IS NOT NULL
              AND (start_block <> before + 1 OR (prev_hash IS NOT NULL AND prev_hash <> expected))
            """, """
            SELECT 'I3 journal of ' || c.table_name || ' ends at ' || coalesce(s.top, -1)
              || ', the checkpoint is ' || coalesce(c.watermark_block_num, -1)
            FROM _ampsync_checkpoints c LEFT JOIN sums s USING (table_name, network)
            WHERE coalesce(s.top, -1) <> coalesce(c.watermark_block_num, -1)
            """);

    private static final String ONE_LOOK =
            SEEN + CHECKS.stream().map(check -> "(" + check + ")").collect(Collectors.joining(" UNION ALL "));

    private final DataSource database;
    private final String schema;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private final AtomicLong looks = new AtomicLong();
    private volatile long nanos;
    private boolean ready;

    InvariantReader(DataSource database, String schema) {
        this.database = database;
        this.schema = schema;
        thread = Thread.ofPlatform().name("reader").start(this::read);
    }

    List<String> violations() {
        return List.copyOf(violations);
    }

    long looks() {
        return looks.get();
    }

    double looksPerSecond() {
        return looks.get() * 1e9 / Math.max(1, nanos);
    }

    private void read() {
        try (Connection connection = database.getConnection()) {
            connection.setSchema(schema);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setAutoCommit(false);
            long started = System.nanoTime();
            while (!stop.get() && violations.isEmpty()) {
                look(connection);
                started = ready && looks.get() == 1 ? System.nanoTime() : started;
                nanos = System.nanoTime() - started;
            }
        } catch (SQLException e) {
            violations.add("the reader failed: " + e.getMessage());
        }
    }

    private void look(Connection connection) throws SQLException {
        ready = ready || exists(connection);
        if (ready) {
            try (PreparedStatement query = connection.prepareStatement(ONE_LOOK);
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    violations.add(rows.getString(1));
                }
            }
            looks.incrementAndGet();
        }
        connection.rollback();
    }

    private static boolean exists(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT to_regclass('_ampsync_ranges') IS NOT NULL AND to_regclass('blocks') IS NOT NULL"
                                + " AND to_regclass('logs') IS NOT NULL");
                ResultSet row = query.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    @Override
    public void close() {
        stop.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
