package io.ampsync.bench.stage;

import io.ampsync.bench.server.Shape;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;

/** A source, a database and a runtime between them, warm if asked for. */
public final class Play implements AutoCloseable {
    /** With one of 1 ms the one who waits took a quarter of a processor from those who are measured. */
    private static final Duration POLL = Duration.ofMillis(5);

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int WIDEST_MESSAGE = 24 << 20;
    private static final int BATCH_ROWS = 10_000;
    /** Loads after which the compilers have little left to do: with one million rows each. */
    private static final int WARM = 4;

    private final Database database;
    private final Source source;
    private final SyncProcess sync;
    private final int rowsPerBlock;

    /** How the source cuts its rows. */
    public record Cut(long microbatchRows, int batchRows) {
        /** One microbatch for everything, 10 000 rows to a record batch. */
        public static final Cut WHOLE = new Cut(Long.MAX_VALUE, BATCH_ROWS);
    }

    /** What one load cost; {@code sourceCpu} and {@code idle}, of all processors, tell what else may have held it up. */
    public record Load(long rows, double seconds, double clientCpu, double backendCpu, double sourceCpu, double idle) {}

    private Play(Database database, Source source, SyncProcess sync, int rowsPerBlock) {
        this.database = database;
        this.source = source;
        this.sync = sync;
        this.rowsPerBlock = rowsPerBlock;
    }

    /** Starts everything; the source has one block, which is stored when this returns. */
    public static Play start(Postgres postgres, Shape shape, int rowsPerBlock, Cut cut, Map<String, String> settings)
            throws IOException, SQLException {
        Database database = postgres.create(shape.table());
        Source source = Source.start(shape, rowsPerBlock, 1);
        Play play = new Play(database, source, SyncProcess.start(source, database, settings), rowsPerBlock);
        try {
            play.cut(cut);
            database.awaitWatermark(shape.table(), source.head(), POLL, Duration.ofSeconds(30));
            return play;
        } catch (IOException | SQLException | RuntimeException e) {
            play.close();
            throw e;
        }
    }

    public Database database() {
        return database;
    }

    public Source source() {
        return source;
    }

    public SyncProcess sync() {
        return sync;
    }

    public String table() {
        return source.shape().table();
    }

    public void cut(Cut cut) throws IOException {
        long blocks = Math.max(1, cut.microbatchRows() / rowsPerBlock);
        source.cut(Math.min(blocks, Integer.MAX_VALUE), cut.batchRows(), WIDEST_MESSAGE);
    }

    /** The source gets so many rows at once; returns when a reader sees them all. */
    public Load load(long count) throws IOException, SQLException {
        long blocks = count / rowsPerBlock;
        var backends = database.backends();
        double client = sync.cpuSeconds();
        double server = Cpu.seconds(backends);
        double other = source.cpuSeconds();
        double idle = Cpu.idleSeconds();
        long started = System.nanoTime();
        long head = source.advance(blocks);
        long seen = database.awaitWatermark(table(), head, POLL, PATIENCE);
        return new Load(
                blocks * rowsPerBlock,
                (seen - started) / 1e9,
                sync.cpuSeconds() - client,
                Cpu.seconds(backends) - server,
                source.cpuSeconds() - other,
                Cpu.idleSeconds() - idle);
    }

    /** Loads and throws away, until everything that compiles at run time has been compiled. */
    public void warmUp(long count) throws IOException, SQLException {
        for (long loaded = 0; loaded < WARM * count; loaded += count) {
            load(count);
            empty();
        }
    }

    /** Empties the table, and leaves the server nothing to do. The checkpoint, which alone the runtime goes by, stays. */
    public void empty() throws SQLException {
        database.execute("TRUNCATE " + table());
        database.execute("CHECKPOINT");
    }

    @Override
    public void close() throws SQLException {
        sync.close();
        source.close();
        database.close();
    }
}
