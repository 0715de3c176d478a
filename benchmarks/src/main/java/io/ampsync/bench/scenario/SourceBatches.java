package io.ampsync.bench.scenario;

import io.ampsync.bench.report.Figure;
import io.ampsync.bench.report.Samples;
import io.ampsync.bench.server.Shape;
import io.ampsync.bench.stage.Play;
import io.ampsync.bench.stage.Play.Cut;
import io.ampsync.bench.stage.Play.Load;
import io.ampsync.bench.stage.Postgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

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
        List<Load> small = new ArrayList<>();
        List<Load> large = new ArrayList<>();
        try (Play play = Play.start(postgres, Shape.LOGS, Shape.LOGS.rowsPerBlock(), LARGE, Map.of())) {
            play.warmUp(effort.rows());
            play.cut(SMALL);
            play.warmUp(effort.rows());
            for (int pair = 0; pair < effort.pairs(); pair++) {
                play.cut(SMALL);
                small.add(play.load(effort.rows()));
                play.empty();
                play.cut(LARGE);
                large.add(play.load(effort.rows()));
                play.empty();
            }
        }
        Map<String, List<Double>> series = new TreeMap<>();
        describe(series, "1 000 rows ", small);
        describe(series, "65 536 rows ", large);
        return List.of(new Figure(
                name(),
                "1 000-row source batches ÷ 65 536-row ones",
                Figure.Goal.atLeast(0.95, ""),
                Samples.median(per(large, Load::seconds)) / Samples.median(per(small, Load::seconds)),
                series));
    }

    private static void describe(Map<String, List<Double>> series, String what, List<Load> loads) {
        series.put(what + "s", per(loads, Load::seconds));
        series.put(what + "client CPU s per M", per(loads, load -> load.clientCpu() * 1e6 / load.rows()));
        series.put(what + "backend CPU s per M", per(loads, load -> load.backendCpu() * 1e6 / load.rows()));
        series.put(what + "source CPU s per M", per(loads, load -> load.sourceCpu() * 1e6 / load.rows()));
        series.put(what + "idle CPU s per M", per(loads, load -> load.idle() * 1e6 / load.rows()));
    }

    private static List<Double> per(List<Load> loads, ToDoubleFunction<Load> value) {
        return loads.stream().mapToDouble(value).boxed().toList();
    }
}
