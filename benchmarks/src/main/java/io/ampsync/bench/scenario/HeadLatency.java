package io.ampsync.bench.scenario;

import io.ampsync.bench.report.Figure;
import io.ampsync.bench.report.Samples;
import io.ampsync.bench.server.Shape;
import io.ampsync.bench.stage.Database;
import io.ampsync.bench.stage.Play;
import io.ampsync.bench.stage.Play.Cut;
import io.ampsync.bench.stage.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * One block after the other, 2 000 rows each: from the moment when the source begins to send it to what a reader sees.
 * What the machine allows: the same rows by COPY alone, and a commit of next to nothing.
 */
public record HeadLatency() implements Scenario {
    private static final int ROWS_PER_BLOCK = 2_000;
    private static final int BLOCKS = 400;
    private static final int WARM_UP = 300;
    private static final int ALONE = 200;
    private static final Duration PAUSE = Duration.ofMillis(20);
    /** A reader that asks all the time would take the processor from those that it waits for. */
    private static final Duration POLL = Duration.ofMillis(1);

    @Override
    public String name() {
        return "head";
    }

    @Override
    public List<Figure> run(Postgres postgres, Effort effort) throws IOException, SQLException {
        List<Double> millis = new ArrayList<>();
        List<Double> whole = new ArrayList<>();
        List<Double> copies = new ArrayList<>();
        List<Double> commits = new ArrayList<>();
        try (Play play = Play.start(postgres, Shape.LOGS, ROWS_PER_BLOCK, Cut.WHOLE, Map.of())) {
            play.load(effort.rows());
            for (int block = -WARM_UP; block < BLOCKS; block++) {
                if (block == 0) {
                    // At the head a server uses its WAL files again; after a load it would make new ones, 15 ms each.
                    play.database().execute("CHECKPOINT");
                }
                long started = System.nanoTime();
                long head = play.source().advance(1);
                long seen = play.database().awaitWatermark(play.table(), head, POLL, Duration.ofSeconds(30));
                if (block >= 0) {
                    whole.add((seen - started) / 1e6);
                    millis.add((seen - play.source().computedAt()) / 1e6);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            alone(play, copies, commits);
        }
        return List.of(new Figure(
                name(),
                "head: block sent → visible, 2 000 rows per block, p99",
                Figure.Goal.atMost(25, "ms"),
                Samples.quantile(millis, 0.99),
                Map.of(
                        "ms",
                        millis,
                        "ms with the source's work",
                        whole,
                        "COPY alone ms",
                        copies,
                        "COPY alone p99 ms",
                        List.of(Samples.quantile(copies, 0.99)),
                        "smallest commit ms",
                        commits)));
    }

    /** The newest blocks once more, each in a transaction of its own, and as many transactions with one small row. */
    private static void alone(Play play, List<Double> copies, List<Double> commits) throws IOException, SQLException {
        Database database = play.database();
        database.execute("CREATE TABLE alone (LIKE " + play.table() + " INCLUDING ALL)");
        database.execute("CREATE TABLE small (n integer)");
        Path rows = Files.createTempFile("ampsync-bench", ".copy");
        try {
            long head = play.source().head();
            for (long block = head - ALONE + 1; block <= head; block++) {
                database.copyOut(
                        "(SELECT * FROM " + play.table() + " WHERE _block_num_end = " + block + " AND _id >= int8send("
                                + block + "))",
                        rows);
                LockSupport.parkNanos(PAUSE.toNanos());
                copies.add(1e3 * database.copyInHere("alone", rows));
                long started = System.nanoTime();
                database.execute("INSERT INTO small VALUES (1)");
                commits.add((System.nanoTime() - started) / 1e6);
            }
        } finally {
            Files.delete(rows);
        }
    }
}
