package io.ampsync.bench;

import io.ampsync.bench.report.Chart;
import io.ampsync.bench.report.Figure;
import io.ampsync.bench.report.Run;
import io.ampsync.bench.scenario.Effort;
import io.ampsync.bench.scenario.Scenario;
import io.ampsync.bench.scenario.Scenarios;
import io.ampsync.bench.stage.Cpu;
import io.ampsync.bench.stage.Home;
import io.ampsync.bench.stage.Postgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code bench run}: measures, prints, and writes JSON and a chart. */
@Command(name = "run", description = "Measures the figures of docs/performance.md, or those that are named.")
final class RunCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--only", split = ",", description = "names of scenarios; all if none is given")
    Set<String> only = Set.of();

    @Option(names = "--quick", description = "fewer rows and rounds: a look every day, not a verdict")
    boolean quick;

    @Option(names = "--rows", description = "rows of one load")
    long rows;

    @Option(names = "--pairs", description = "how often ours and the yardstick take turns")
    int pairs;

    @Option(names = "--dsn", description = "a running PostgreSQL, postgresql://user:password@host:port/database")
    String dsn = "";

    @Option(names = "--out", description = "where FILE.json and FILE.svg go")
    Path out = Home.path("build/bench-results");

    @Override
    public Integer call() throws IOException, SQLException, InterruptedException {
        List<Scenario> chosen = chosen();
        Effort usual = quick ? Effort.QUICK : Effort.FULL;
        Effort effort = new Effort(rows > 0 ? rows : usual.rows(), pairs > 0 ? pairs : usual.pairs(), usual.scale());
        PrintWriter progress = spec.commandLine().getOut();
        List<Figure> figures = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        Run run;
        try (Postgres postgres = Postgres.start(dsn)) {
            // Ctrl-C, timeout(1): main itself ends without hooks.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres)));
            Map<String, String> about = about(postgres, effort);
            for (Scenario scenario : chosen) {
                try {
                    for (Figure figure : Limited.run(scenario, postgres, effort)) {
                        progress.println(figure.name() + ": " + Figure.number(figure.value()) + " "
                                + figure.goal().unit());
                        figures.add(figure);
                    }
                } catch (IllegalStateException e) {
                    failed.add(scenario.name() + ": not measured, it " + e.getMessage());
                    progress.println(failed.getLast());
                }
            }
            run = new Run(about, figures);
        }
        progress.println();
        run.print(progress);
        run.write(Path.of(out + ".json"));
        Chart.write(run, Path.of(out + ".svg"));
        progress.println("written: " + out + ".json, " + out + ".svg");
        failed.forEach(progress::println);
        return failed.isEmpty() ? 0 : 1;
    }

    private static void stop(Postgres postgres) {
        Limited.endProcesses();
        postgres.close();
    }

    private List<Scenario> chosen() {
        List<Scenario> all = quick && only.isEmpty() ? Scenarios.quick() : Scenarios.all();
        Set<String> names = Scenarios.names();
        for (String name : only) {
            if (!names.contains(name)) {
                throw new ParameterException(
                        spec.commandLine(),
                        "There is no scenario " + name + "; there are: " + String.join(", ", names));
            }
        }
        return all.stream()
                .filter(scenario -> only.isEmpty() || only.contains(scenario.name()))
                .toList();
    }

    private static Map<String, String> about(Postgres postgres, Effort effort) throws SQLException {
        Map<String, String> about = new LinkedHashMap<>();
        about.put("machine", Cpu.machine());
        about.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        about.put("postgresql", postgres.version() + ", its default configuration, TCP");
        about.put("seed", "1");
        about.put("effort", effort.rows() + " rows per load, " + effort.pairs() + " interleaved rounds");
        return about;
    }
}
