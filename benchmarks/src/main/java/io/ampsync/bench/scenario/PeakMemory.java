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

/** A cold process that may use 256 MiB stores a million rows that come 10 000 at a time. */
public record PeakMemory() implements Scenario {
    private static final Cut TEN_THOUSAND = new Cut(10_000, 10_000);

    private static final Map<String, String> SMALL = Map.of("AMPSYNC_MEMORY", "256Mi");

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public List<Figure> run(Postgres postgres, Effort effort) throws IOException, SQLException {
        List<Double> peaks = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        for (int time = 0; time < effort.pairs(); time++) {
            try (Play play = Play.start(postgres, Shape.LOGS, Shape.LOGS.rowsPerBlock(), TEN_THOUSAND, SMALL)) {
                seconds.add(play.load(1_000_000 / effort.scale()).seconds());
                peaks.add(play.sync().peakMemory() / 1e6);
                cpu.add(play.sync().cpuSeconds());
            }
        }
        return List.of(new Figure(
                name(),
                "peak RSS, 1 M rows in 10 k batches, cold",
                Figure.Goal.atMost(180, "MB"),
                Samples.median(peaks),
                Map.of("MB", peaks, "CPU s", cpu, "s", seconds)));
    }
}
