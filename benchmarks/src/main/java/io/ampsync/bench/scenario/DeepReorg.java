package io.ampsync.bench.scenario;

import io.ampsync.bench.report.Figure;
import io.ampsync.bench.report.Samples;
import io.ampsync.bench.server.Shape;
import io.ampsync.bench.stage.Play;
import io.ampsync.bench.stage.Play.Cut;
import io.ampsync.bench.stage.Postgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** In a big table: ten blocks replaced by eleven others, against eleven blocks that are simply new. */
public record DeepReorg() implements Scenario {
    private static final int DEPTH = 10;
    private static final int TIMES = 40;
    private static final Duration POLL = Duration.ofNanos(200_000);

    @Override
    public String name() {
        return "reorg";
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(8);
    }

    @Override
    public List<Figure> run(Postgres postgres, Effort effort) throws IOException, SQLException {
        List<Double> reorgs = new ArrayList<>();
        List<Double> appends = new ArrayList<>();
        try (Play play = Play.start(postgres, Shape.LOGS, Shape.LOGS.rowsPerBlock(), Cut.WHOLE, Map.of())) {
            for (int million = 0; million < 10; million++) {
                play.load(1_000_000 / effort.scale());
            }
            play.database().execute("CHECKPOINT");
            for (int i = 0; i < TIMES; i++) {
                appends.add(millis(play, () -> play.source().advance(DEPTH + 1)));
                oneByOne(play);
                reorgs.add(millis(play, () -> play.source().reorg(DEPTH, DEPTH + 1)));
            }
        }
        return List.of(new Figure(
                name(),
                "reorg of 10 blocks in 10 M rows, over the COPY alone",
                Figure.Goal.atMost(10, "ms"),
                Samples.median(reorgs) - Samples.median(appends),
                Map.of("reorg ms", reorgs, "11 new blocks ms", appends)));
    }

    /** At the head every block is a microbatch, so that the fork is at a boundary. */
    private static void oneByOne(Play play) throws IOException, SQLException {
        for (int block = 0; block < DEPTH; block++) {
            long head = play.source().advance(1);
            long _ = play.database().awaitWatermark(play.table(), head, POLL, Duration.ofSeconds(30));
        }
    }

    /** Gives the source's chain another head. */
    @FunctionalInterface
    private interface Change {
        long head() throws IOException;
    }

    private static double millis(Play play, Change change) throws IOException, SQLException {
        long started = System.nanoTime();
        long seen = play.database().awaitWatermark(play.table(), change.head(), POLL, Duration.ofSeconds(30));
        return (seen - started) / 1e6;
    }
}
