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

/** A table that grows to 20 million rows on a server with its defaults: the last against the first. */
public record Growth() implements Scenario {
    private static final int LOADS = 20;

    @Override
    public String name() {
        return "growth";
    }

    @Override
    public Duration limit() {
        return Duration.ofMinutes(15);
    }

    @Override
    public List<Figure> run(Postgres postgres, Effort effort) throws IOException, SQLException {
        long rows = 1_000_000 / effort.scale();
        List<Double> rates = new ArrayList<>();
        try (Play play = Play.start(postgres, Shape.LOGS, Shape.LOGS.rowsPerBlock(), Cut.WHOLE, Map.of())) {
            play.warmUp(rows);
            for (int i = 0; i < LOADS; i++) {
                play.database().execute("CHECKPOINT");
                rates.add(rows / play.load(rows).seconds() / 1e3);
            }
        }
        return List.of(new Figure(
                name(),
                "rows/s in the 20th million ÷ in the first",
                Figure.Goal.atLeast(0.95, ""),
                Samples.median(rates.subList(LOADS - 3, LOADS)) / Samples.median(rates.subList(0, 3)),
                Map.of("thousand rows/s, each million", rates)));
    }
}
