package io.ampsync.bench.scenario;

import io.ampsync.bench.report.Figure;
import io.ampsync.bench.report.Figure.Goal;
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

/**
 * Flight to table against {@code psql}: ours, psql, ours again, and so on. Ours against itself is the noise of the
 * machine.
 *
 * @param microbatchRows how many rows the source puts into a microbatch, each a durable commit from 64 k rows on
 */
public record EndToEnd(String name, Shape shape, long microbatchRows, Goal goal) implements Scenario {
    private static final double MEGA = 1e6;

    @Override
    public List<Figure> run(Postgres postgres, Effort effort) throws IOException, SQLException {
        Cut cut = new Cut(microbatchRows, Cut.WHOLE.batchRows());
        List<Load> first = new ArrayList<>();
        List<Load> second = new ArrayList<>();
        List<Double> psql = new ArrayList<>();
        double bytes;
        long commits;
        try (Play play = Play.start(postgres, shape, shape.rowsPerBlock(), cut, Map.of())) {
            play.warmUp(effort.rows());
            play.load(effort.rows());
            try (Yardstick yardstick = Yardstick.of(play)) {
                bytes = (double) yardstick.size() / effort.rows();
                double _ = yardstick.run();
                long before = commits(play);
                for (int pair = 0; pair < effort.pairs(); pair++) {
                    first.add(measured(play, effort));
                    psql.add(yardstick.run());
                    second.add(measured(play, effort));
                }
                commits = (commits(play) - before) / (2L * effort.pairs());
            }
        }
        List<Load> ours = new ArrayList<>(first);
        ours.addAll(second);
        double seconds = Samples.median(seconds(ours));
        Map<String, List<Double>> series = Map.of(
                "psql s", psql,
                "ours s", seconds(first),
                "ours again s", seconds(second),
                "client CPU s per M rows", per(ours, load -> load.clientCpu() * MEGA / load.rows()),
                "backend CPU s per M rows", per(ours, load -> load.backendCpu() * MEGA / load.rows()),
                "thousand rows/s", per(ours, load -> load.rows() / load.seconds() / 1e3),
                "bytes per row", List.of(bytes),
                "commits per load", List.of((double) commits));
        Figure speed = new Figure(
                name, "end to end ÷ psql \\copy, " + describe(), goal, Samples.median(psql) / seconds, series);
        if (!name.equals("e2e")) {
            return List.of(speed);
        }
        return List.of(speed, cpu(ours));
    }

    private String describe() {
        String rows = shape.table() + (shape == Shape.LOGS ? "" : " rows");
        return rows + (microbatchRows == Long.MAX_VALUE ? ", one commit" : ", durable commit every 64 k");
    }

    private static Figure cpu(List<Load> ours) {
        List<Double> ratios = per(ours, load -> load.clientCpu() / load.backendCpu());
        return new Figure(
                "cpu",
                "client CPU ÷ backend CPU",
                Goal.atMost(0.28, ""),
                Samples.median(ratios),
                Map.of("client ÷ backend", ratios));
    }

    private static Load measured(Play play, Effort effort) throws IOException, SQLException {
        Load load = play.load(effort.rows());
        play.empty();
        return load;
    }

    private static long commits(Play play) throws SQLException {
        return play.database().number("SELECT seq FROM _ampsync_checkpoints");
    }

    private static List<Double> seconds(List<Load> loads) {
        return per(loads, Load::seconds);
    }

    private static List<Double> per(List<Load> loads, java.util.function.ToDoubleFunction<Load> value) {
        return loads.stream().mapToDouble(value).boxed().toList();
    }
}
