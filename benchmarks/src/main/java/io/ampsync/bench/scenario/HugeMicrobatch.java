package io.ampsync.bench.scenario;

import io.ampsync.bench.report.Figure;
import io.ampsync.bench.server.Shape;
import io.ampsync.bench.stage.Play;
import io.ampsync.bench.stage.Play.Cut;
import io.ampsync.bench.stage.Postgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** 10 GB in one microbatch through a process that may use 512 MiB; every row must be there. */
public record HugeMicrobatch() implements Scenario {
    private static final long BYTES = 10_000_000_000L;
    private static final int ROW = 370;
    private static final double LIMIT_MB = 512 * 1.048576;

    @Override
    public String name() {
        return "huge";
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(15);
    }

    @Override
    public List<Figure> run(Postgres postgres, Effort effort) throws IOException, SQLException {
        int perBlock = Shape.LOGS.rowsPerBlock();
        long rows = BYTES / ROW / effort.scale();
        try (Play play = Play.start(postgres, Shape.LOGS, perBlock, Cut.WHOLE, Map.of("AMPSYNC_MEMORY", "512Mi"))) {
            Play.Load load = play.load(rows);
            long stored = play.database().number("SELECT count(*) FROM " + play.table()) - perBlock;
            long journaled = play.database().number("SELECT max(row_count) FROM _ampsync_ranges");
            boolean exact = stored == load.rows() && journaled == load.rows();
            double peak = exact ? play.sync().peakMemory() / 1e6 : Double.MAX_VALUE;
            return List.of(new Figure(
                    name(),
                    "a 10 GB microbatch, every row stored, peak RSS",
                    Figure.Goal.atMost(LIMIT_MB, "MB"),
                    peak,
                    Map.of(
                            "rows", List.of((double) stored),
                            "s", List.of(load.seconds()),
                            "thousand rows/s", List.of(load.rows() / load.seconds() / 1e3))));
        }
    }
}
