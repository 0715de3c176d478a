package io.ampsync.bench.scenario;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.bench.report.Figure;
import io.ampsync.bench.report.Figure.Goal;
import io.ampsync.bench.report.Samples;
import io.ampsync.bench.server.Shape;
import io.ampsync.bench.stage.Microbenchmarks;
import io.ampsync.bench.stage.Play;
import io.ampsync.bench.stage.Play.Cut;
import io.ampsync.bench.stage.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Retry, circuit breaker and rate limiter while nothing fails: their calls for one microbatch against its time, by one
 * worker and by eight, which is less than any load could show; and loads with all three on, off and on again beside it.
 */
public record Resilience() implements Scenario {
    private static final int ROWS = 1_000;
    private static final Cut CUT = new Cut(ROWS, ROWS);
    private static final Map<String, String> OFF = Map.of(
            "AMPSYNC_RETRY_ENABLED", "false",
            "AMPSYNC_CIRCUIT_BREAKER_ENABLED", "false",
            "AMPSYNC_BACK_PRESSURE_ENABLED", "false");

    @Override
    public String name() {
        return "resilience";
    }

    @Override
    public List<Figure> run(Postgres postgres, Effort effort) throws IOException, SQLException {
        List<Double> on = new ArrayList<>();
        List<Double> off = new ArrayList<>();
        List<Double> again = new ArrayList<>();
        Shape shape = Shape.LOGS;
        try (Play with = Play.start(postgres, shape, shape.rowsPerBlock(), CUT, Map.of());
                Play without = Play.start(postgres, shape, shape.rowsPerBlock(), CUT, OFF)) {
            with.warmUp(effort.rows());
            without.warmUp(effort.rows());
            for (int pair = 0; pair < effort.pairs(); pair++) {
                on.add(seconds(with, effort));
                off.add(seconds(without, effort));
                again.add(seconds(with, effort));
            }
        }
        List<Double> all = new ArrayList<>(on);
        all.addAll(again);
        double nanos = 1e9 * Samples.median(all) / effort.rows() * ROWS;
        double one = calls(effort, 1);
        double eight = calls(effort, 8);
        Map<String, List<Double>> loads = Map.of(
                "on s",
                on,
                "off s",
                off,
                "on again s",
                again,
                "loads, on over off %",
                List.of(100 * (Samples.median(all) / Samples.median(off) - 1)),
                "loads, on over on again %",
                List.of(100 * (Samples.median(on) / Samples.median(again) - 1)));
        return List.of(
                figure(name(), "one worker", 0.5, one, nanos, loads),
                figure(name() + "-8", "eight workers", 1, eight, nanos, Map.of()));
    }

    private static Figure figure(
            String name,
            String workers,
            double bound,
            double calls,
            double microbatch,
            Map<String, List<Double>> loads) {
        Map<String, List<Double>> series = new TreeMap<>(loads);
        series.put("calls for a microbatch, ns", List.of(calls));
        series.put("a microbatch of 1 000 rows, ms", List.of(microbatch / 1e6));
        return new Figure(
                name,
                "resilience calls ÷ time of a microbatch, " + workers,
                Goal.atMost(bound, "%"),
                100 * calls / microbatch,
                series);
    }

    private static double seconds(Play play, Effort effort) throws IOException, SQLException {
        double seconds = play.load(effort.rows()).seconds();
        play.empty();
        return seconds;
    }

    private static double calls(Effort effort, int workers) throws IOException {
        Path results = Files.createTempFile("ampsync-bench", ".json");
        try {
            Microbenchmarks.run(results, effort.pairs(), "ResilienceBenchmark", "-t", Integer.toString(workers));
            return new ObjectMapper()
                    .readTree(results.toFile())
                    .path(0)
                    .path("primaryMetric")
                    .path("score")
                    .asDouble();
        } finally {
            Files.delete(results);
        }
    }
}
