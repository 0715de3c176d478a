package io.ampsync.bench.scenario;

import io.ampsync.bench.report.Figure;
import io.ampsync.bench.stage.Postgres;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** How to measure one figure, or several that come from the same work. */
public interface Scenario {
    /** By which it is chosen. */
    String name();

    /** After which it is given up. */
    default Duration limit() {
        return Duration.ofMinutes(5);
    }

    List<Figure> run(Postgres postgres, Effort effort) throws IOException, SQLException;
}
