package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.DatabaseSettings;
import io.ampsync.runtime.postgres.PostgresFixture;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.chain.TableDefinition;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** A simulated source, a schema of its own in a real PostgreSQL, and sync loops between the two, as many as needed. */
final class Playground implements AutoCloseable {
    static final String DATASET = "anvil_rpc";

    /** What identifies a row, and the fork that it is of. */
    private static final Map<String, List<String>> KEYS = Map.of(
            "blocks", List.of("_block_num", "hash"),
            "transactions", List.of("_block_num", "block_hash", "tx_index"),
            "logs", List.of("_block_num", "block_hash", "log_index"));

    final AmpSimulator amp;
    final PostgresFixture postgres = PostgresFixture.shared();
    final DatabaseSettings settings;
    private Connection outside;
    private final List<Loop> loops = new ArrayList<>();

    private Playground(AmpSimulator amp, DatabaseSettings settings) throws SQLException {
        this.amp = amp;
        this.settings = settings;
        outside = postgres.connect();
    }

    /** The dataset has 50 blocks, which arrive ten at a time. */
    static Playground create() throws IOException, SQLException {
        return create(builder -> builder);
    }

    static Playground create(UnaryOperator<AmpSimulator.Builder> change) throws IOException, SQLException {
        AmpSimulator.Builder builder = AmpSimulator.builder()
                .dataset(DATASET, "1.0.0")
                .blocks(50)
                .behaviour(behaviour -> behaviour.withMicrobatchBlocks(10));
        return new Playground(
                change.apply(builder).start(), PostgresFixture.shared().settings());
    }

    /** The same with a database of another server, which {@link #lookFrom} has to name. */
    static Playground with(DatabaseSettings settings) throws IOException, SQLException {
        return new Playground(create().amp, settings);
    }

    /** From now on the database is looked at by this connection. */
    void lookFrom(Connection connection) throws SQLException {
        synchronized (this) {
            outside.close();
            outside = connection;
        }
    }

    Loop.Options loop() {
        return new Loop.Options(this);
    }

    /** A loop with what is usual, for {@code blocks}. */
    Loop start() {
        return loop().start();
    }

    List<Loop> loops() {
        return List.copyOf(loops);
    }

    void add(Loop loop) {
        loops.add(loop);
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(20));
    }

    /** Waits until the table's checkpoint is the source's head. */
    void awaitHead(String table) {
        await().untilAsserted(() -> assertThat(checkpoint(table)).isEqualTo(head()));
    }

    /** {@code "49 <hash>"}; {@code "nothing"} before the first. */
    String checkpoint(String table) throws SQLException {
        if (!exists("_ampsync_checkpoints")) {
            return "nothing";
        }
        List<String> found = column("SELECT watermark_block_num || ' ' || encode(watermark_block_hash, 'hex')"
                + " FROM {schema}._ampsync_checkpoints WHERE table_name = '" + table
                + "' AND watermark_block_num IS NOT NULL");
        return found.isEmpty() ? "nothing" : found.getFirst();
    }

    /** The source's head, written like a checkpoint. */
    String head() {
        var view = amp.ledger().view();
        long number = view.head().orElseThrow();
        return number + " "
                + HexFormat.of()
                        .formatHex(view.block(number).orElseThrow().hash().bytes());
    }

    boolean exists(String relation) throws SQLException {
        return column("SELECT to_regclass('{schema}." + relation + "') IS NOT NULL")
                .equals(List.of("true"));
    }

    /** Waits for the head, and compares all rows and the journal with the canonical chain. */
    void awaitExact(String table) throws SQLException {
        awaitHead(table);
        assertExact(table);
    }

    void assertExact(String table) throws SQLException {
        long head = amp.ledger().view().head().orElseThrow();
        assertThat(rows(table)).containsExactlyElementsOf(canonical(table, head));
        assertThat(violations(table)).isEmpty();
    }

    /** The rows of the table by their key columns, sorted. */
    List<String> rows(String table) throws SQLException {
        String key = String.join(
                " || ' ' || ",
                keys(table).stream()
                        .map(column -> column.endsWith("hash") ? "encode(" + column + ", 'hex')" : stored(column))
                        .toList());
        return column("SELECT " + key + " FROM {schema}." + table).stream()
                .sorted()
                .toList();
    }

    /** The rows that the table should have up to a block, sorted. */
    List<String> canonical(String table, long through) {
        TableDefinition definition = amp.ledger().tables().stream()
                .filter(each -> each.name().equals(table))
                .findFirst()
                .orElseThrow();
        var view = amp.ledger().view();
        List<String> rows = new ArrayList<>();
        try (BufferAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(definition.schema(), allocator)) {
            int count = 0;
            for (long block = 0; block <= through; block++) {
                count = view.append(table, block, root, count);
            }
            root.setRowCount(count);
            for (int row = 0; row < count; row++) {
                List<String> cells = new ArrayList<>();
                for (String column : keys(table)) {
                    cells.add(cell(root.getVector(column), row));
                }
                rows.add(String.join(" ", cells));
            }
        }
        return rows.stream().sorted().toList();
    }

    private static String cell(FieldVector vector, int row) {
        Object value = Objects.requireNonNull(vector.getObject(row));
        return value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value.toString();
    }

    /** The column of ours that has it: a row of these tables is of one block. */
    private static String stored(String column) {
        return column.equals("_block_num") ? "_block_num_end" : column;
    }

    private static List<String> keys(String table) {
        return Objects.requireNonNull(KEYS.get(table));
    }

    /** What breaks invariants I2 and I3 at this moment, a line each. */
    List<String> violations(String table) throws SQLException {
        return column("""
                SELECT 'rows above the checkpoint: ' || max(t._block_num_end)
                FROM {schema}.{table} t, {schema}._ampsync_checkpoints c
                WHERE c.table_name = '{table}' AND c.open_start IS NULL
                  AND t._block_num_end > coalesce(c.watermark_block_num, -1)
                HAVING count(*) > 0
                UNION ALL
                SELECT 'entry ' || start_block || ' does not follow' FROM (
                  SELECT *, lag(end_block) OVER w AS before, lag(hash) OVER w AS parent
                  FROM {schema}._ampsync_ranges WHERE table_name = '{table}'
                  WINDOW w AS (ORDER BY start_block)) j
                WHERE before IS NOT NULL AND (start_block <> before + 1 OR prev_hash <> parent)
                UNION ALL
                SELECT 'the journal counts ' || journal || ' rows, there are ' || stored FROM
                  (SELECT coalesce(sum(row_count), 0) AS journal FROM {schema}._ampsync_ranges
                   WHERE table_name = '{table}') j,
                  (SELECT count(*) AS stored FROM {schema}.{table}) t
                WHERE journal <> stored
                  AND NOT EXISTS (SELECT FROM {schema}._ampsync_checkpoints
                                  WHERE table_name = '{table}' AND open_start IS NOT NULL)
                UNION ALL
                SELECT 'the journal ends at ' || coalesce(max(r.end_block), -1) || ', the checkpoint is at '
                  || coalesce(max(c.watermark_block_num), -1)
                FROM {schema}._ampsync_checkpoints c LEFT JOIN {schema}._ampsync_ranges r USING (table_name, network)
                WHERE c.table_name = '{table}'
                HAVING coalesce(max(r.end_block), -1) <> coalesce(max(c.watermark_block_num), -1)""".replace("{table}", table));
    }

    /** {@code "aligned 30 20 20 21"}: kind, fork block, depth, rows removed and added of every reorg. */
    List<String> reorgs(String table) throws SQLException {
        return column("SELECT concat_ws(' ', kind, fork_block, depth, rows_removed, rows_added)"
                + " FROM {schema}._ampsync_reorgs WHERE table_name = '" + table + "' ORDER BY id");
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(column(sql).getFirst());
    }

    /** The first column as text, {@code "null"} for a null; {@code {schema}} stands for the schema. */
    List<String> column(String sql) throws SQLException {
        synchronized (this) {
            try (PreparedStatement statement = outside.prepareStatement(expand(sql));
                    ResultSet result = statement.executeQuery()) {
                List<String> values = new ArrayList<>();
                while (result.next()) {
                    @Nullable Object value = result.getObject(1);
                    values.add(String.valueOf(value));
                }
                return values;
            }
        }
    }

    void execute(String sql) throws SQLException {
        synchronized (this) {
            try (PreparedStatement statement = outside.prepareStatement(expand(sql))) {
                statement.execute();
            }
        }
    }

    String expand(String sql) {
        return sql.replace("{schema}", settings.schema());
    }

    /** For lambdas that may not throw what a query throws. */
    interface Sql {
        void run() throws SQLException;
    }

    static void sql(Sql work) {
        try {
            work.run();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() throws SQLException {
        loops.forEach(Loop::close);
        amp.close();
        outside.close();
    }
}
