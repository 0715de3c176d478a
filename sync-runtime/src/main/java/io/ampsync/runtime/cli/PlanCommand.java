package io.ampsync.runtime.cli;

import io.ampsync.runtime.config.ByteSize;
import io.ampsync.runtime.config.LogSettings;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.doctor.SettingsCheck;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.flight.FlightSource;
import io.ampsync.runtime.plan.Planner;
import io.ampsync.runtime.plan.TablePlan;
import io.ampsync.runtime.postgres.DdlPreview;
import io.ampsync.runtime.postgres.Limits;
import io.ampsync.runtime.postgres.OwnedTables;
import io.ampsync.runtime.postgres.StoredVersions;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.report.Logging;
import io.ampsync.runtime.sync.TableTask;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.apache.arrow.memory.RootAllocator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ampsync plan}: what a sync would do. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Prints the DDL that a sync would run, and an estimate of rows, time and disk. Changes nothing,"
                + " and needs no right to change anything.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:a sync would run",
            " 1:a table would be refused, or source or database cannot be asked",
            " 2:configuration, before any connection"
        })
final class PlanCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private Subjects subjects = new Subjects();

    @Option(
            names = "--sample",
            paramLabel = "SECONDS",
            defaultValue = "2",
            description = "How long rows of each table are read to measure them (default: ${DEFAULT-VALUE}).")
    private int sample;

    @Override
    @SuppressForbidden // the environment and standard input are those of the process
    public Integer call() throws InterruptedException {
        Logging.configure(LogSettings.DEFAULT, OutputStream.nullOutputStream());
        PrintWriter err = spec.commandLine().getErr();
        List<SettingsCheck> checks = subjects.read(System.getenv(), System.in, err);
        if (checks.isEmpty()) {
            return ExitCode.CONFIGURATION.code();
        }
        boolean fine = true;
        for (SettingsCheck check : checks) {
            try {
                fine &= plan(check.config().orElseThrow());
            } catch (SyncException e) {
                err.println("ampsync: " + check.name() + ": " + e.reason().label() + ": " + e.getMessage());
                fine = false;
            }
        }
        return fine ? 0 : 1;
    }

    private boolean plan(SyncConfig config) throws InterruptedException {
        SourceResolution about = SourceResolution.ask(config);
        try (TargetDatabase database = TargetDatabase.of(config.database(), config.syncName(), Limits.DEFAULT);
                RootAllocator allocator = new RootAllocator();
                FlightSource source = new FlightSource(
                        config.flight().speaking(about.era(), config.flight().windowBytes()), allocator)) {
            Planner planner = new Planner(
                    source, about.era(), new DdlPreview(database, config.syncName()), Duration.ofSeconds(sample));
            PrintWriter out = spec.commandLine().getOut();
            out.println("-- sync " + config.syncName() + ", dataset " + about.pinned() + ", schema "
                    + config.database().schema());
            statements(planner.internal(), "our own tables", out);
            Map<String, io.ampsync.runtime.postgres.Provenance> stored =
                    new OwnedTables(database).exist() ? StoredVersions.of(database, config.syncName()) : Map.of();
            boolean fine = true;
            Totals totals = new Totals();
            for (TableTask task : new TableTasks(config, about.era()).all(about, stored, true)) {
                TablePlan plan = planner.table(task);
                print(plan, out);
                totals.add(plan);
                fine &= !plan.refused();
            }
            out.println();
            out.println("-- " + totals.line());
            return fine;
        }
    }

    private static void statements(String sql, String of, PrintWriter out) {
        out.println();
        out.println("-- " + of + (sql.isEmpty() ? ": nothing to do" : ""));
        if (!sql.isEmpty()) {
            out.println(sql + ";");
        }
    }

    private static void print(TablePlan plan, PrintWriter out) {
        if (plan.refused()) {
            out.println();
            out.println("-- table " + plan.name() + ": REFUSED. "
                    + (plan.problem().isEmpty() ? plan.preview().refusal() : plan.problem()));
            return;
        }
        statements(String.join(";\n", plan.preview().ddl()), "table " + plan.name(), out);
        Cursor checkpoint = plan.preview().checkpoint();
        String place = checkpoint == null ? "from the first block" : "behind block " + checkpoint.number();
        out.println("-- " + plan.name() + ": " + number(plan.blocks()) + " blocks to stream, " + place + " to "
                + (plan.head().isEmpty()
                        ? "a head that is not there yet"
                        : plan.head().getAsLong()));
        plan.sample()
                .ifPresent(sample -> out.println("-- " + plan.name() + ": about "
                        + number(plan.rows().orElse(0)) + " rows, "
                        + ByteSize.text(plan.disk().orElse(0)) + " on disk, "
                        + time(plan.time().orElse(Duration.ZERO)) + ", if all blocks are as the first "
                        + number(sample.blocks()) + " (" + number(sample.rows()) + " rows)"));
    }

    private static String number(long of) {
        return String.format(Locale.ROOT, "%,d", of);
    }

    private static String time(Duration of) {
        return of.toMinutes() > 0 ? of.toMinutes() + " min" : Math.max(1, of.toSeconds()) + " s";
    }

    private static final class Totals {
        private long rows;
        private long disk;
        private Duration longest = Duration.ZERO;

        void add(TablePlan plan) {
            rows += plan.rows().orElse(0);
            disk += plan.disk().orElse(0);
            Optional<Duration> time = plan.time();
            if (time.isPresent() && time.get().compareTo(longest) > 0) {
                longest = time.get();
            }
        }

        String line() {
            return "together about " + number(rows) + " rows, " + ByteSize.text(disk) + " on disk, " + time(longest)
                    + " at the rate of the samples; PostgreSQL may be slower";
        }
    }
}
