package io.ampsync.bench.scenario;

import io.ampsync.bench.report.Figure;
import io.ampsync.bench.report.Samples;
import io.ampsync.bench.server.Shape;
import io.ampsync.bench.stage.Play;
import io.ampsync.bench.stage.Play.Cut;
import io.ampsync.bench.stage.Postgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Microbatches and record batches of 1 000 rows against such of 65 536, interleaved. */
public record SourceBatches() implements Scenario {
    private static final Cut SMALL = new Cut(1_000, 1_000);
    private static final Cut LARGE = new Cut(65_536, 65_536);

    @Override
    public String name() {
        return "batches";
    }

    @Override
    public List<Figure> run(Postgres postgres, Effort effort) throws IOException, SQLException {
        List<Double> small = new ArrayList<>();
        List<Double> large = new ArrayList<>();
        List<Double> smallCpu = new ArrayList<>();
        try (Play play = Play.start(postgres, Shape.LOGS, Shape.LOGS.rowsPerBlock(), LARGE, Map.of())) {
            play.warmUp(effort.rows());
            play.cut(SMALL);
            play.warmUp(effort.rows());
            for (int pair = 0; pair < effort.pairs(); pair++) {
                play.cut(SMALL);
                Play.Load load = play.load(effort.rows());
                small.add(load.seconds());
                smallCpu.add(load.clientCpu() * 1e6 / load.rows());
                play.empty();
                play.cut(LARGE);
                large.add(play.load(effort.rows()).seconds());
                play.empty();
            }
        }
        return List.of(new Figure(
                name(),
                "1 000-row source batches ÷ 65 536-row ones",
                Figure.Goal.atLeast(0.95, ""),
                Samples.median(large) / Samples.median(small),
                Map.of("1 000 rows s", small, "65 536 rows s", large, "1 000 rows client CPU s per M", smallCpu)));
    }
}
