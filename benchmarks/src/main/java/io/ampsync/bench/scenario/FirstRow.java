package io.ampsync.bench.scenario;

import io.ampsync.bench.report.Figure;
import io.ampsync.bench.report.Samples;
import io.ampsync.bench.server.Shape;
import io.ampsync.bench.stage.Database;
import io.ampsync.bench.stage.Postgres;
import io.ampsync.bench.stage.Source;
import io.ampsync.bench.stage.SyncProcess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code bin/ampsync sync} on an empty database: from the start of the process to the first row that a reader sees. */
public record FirstRow() implements Scenario {
    private static final int ROWS = 1_000;
    private static final int STARTS = 11;
    private static final Duration POLL = Duration.ofMillis(2);

    @Override
    public String name() {
        return "start";
    }

    @Override
    public List<Figure> run(Postgres postgres, Effort effort) throws IOException, SQLException {
        List<Double> millis = new ArrayList<>();
        List<Double> cpu = new ArrayList<>();
        List<Double> memory = new ArrayList<>();
        try (Source source = Source.start(Shape.LOGS, ROWS, 1)) {
            for (int start = 0; start < STARTS; start++) {
                try (Database database = postgres.create("start")) {
                    long started = System.nanoTime();
                    try (SyncProcess sync = SyncProcess.start(source, database, Map.of())) {
                        long seen = database.awaitWatermark(
                                Shape.LOGS.table(), source.head(), POLL, Duration.ofSeconds(30));
                        millis.add((seen - started) / 1e6);
                        cpu.add(sync.cpuSeconds());
                        memory.add(sync.peakMemory() / 1e6);
                    }
                }
            }
        }
        return List.of(new Figure(
                name(),
                "process start → first committed row",
                Figure.Goal.atMost(350, "ms"),
                Samples.median(millis),
                Map.of("ms", millis, "CPU s", cpu, "peak MB", memory)));
    }
}
