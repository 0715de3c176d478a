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
import java.util.concurrent.locks.LockSupport;

/** One block after the other, 2 000 rows each: from the source's new head to what a reader sees. */
public record HeadLatency() implements Scenario {
    private static final int ROWS_PER_BLOCK = 2_000;
    private static final int BLOCKS = 600;
    private static final int WARM_UP = 200;
    private static final Duration PAUSE = Duration.ofMillis(20);
    private static final Duration POLL = Duration.ofNanos(200_000);

    @Override
    public String name() {
        return "head";
    }

    @Override
    public List<Figure> run(Postgres postgres, Effort effort) throws IOException, SQLException {
        List<Double> millis = new ArrayList<>();
        try (Play play = Play.start(postgres, Shape.LOGS, ROWS_PER_BLOCK, Cut.WHOLE, Map.of())) {
            for (int block = -WARM_UP; block < BLOCKS; block++) {
                long started = System.nanoTime();
                long head = play.source().advance(1);
                long seen = play.database().awaitWatermark(play.table(), head, POLL, Duration.ofSeconds(30));
                if (block >= 0) {
                    millis.add((seen - started) / 1e6);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
        return List.of(new Figure(
                name(),
                "head: new block → visible, 2 000 rows per block, p99",
                Figure.Goal.atMost(25, "ms"),
                Samples.quantile(millis, 0.99),
                Map.of("ms", millis)));
    }
}
