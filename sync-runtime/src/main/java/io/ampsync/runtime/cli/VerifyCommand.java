package io.ampsync.runtime.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.runtime.config.LogSettings;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.doctor.SettingsCheck;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.FlightSource;
import io.ampsync.runtime.postgres.Limits;
import io.ampsync.runtime.postgres.OwnedTables;
import io.ampsync.runtime.postgres.RowRepair;
import io.ampsync.runtime.postgres.StoredVersions;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.report.Logging;
import io.ampsync.runtime.sync.TableTask;
import io.ampsync.runtime.verify.Finding;
import io.ampsync.runtime.verify.TableVerifier;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ampsync verify}: whether the tables hold what they should. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Proves that tables hold what their journal says, row by row, while they are being written; with"
                + " --source also that it is what the Amp server has. --repair mends what can be proven.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:everything is proven, or was repaired",
            " 1:something is wrong, or could not be read",
            " 2:configuration, before any connection"
        })
final class VerifyCommand implements Callable<Integer> {
    private static final long PIECE = 1_000_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private Subjects subjects = new Subjects();

    @Option(names = "--table", paramLabel = "TABLE", description = "This table only. May be repeated.")
    private List<String> tables = List.of();

    @Option(names = "--from", paramLabel = "BLOCK", description = "From the journal entry with this block on.")
    private long from;

    @Option(names = "--to", paramLabel = "BLOCK", description = "Up to the journal entry with this block.")
    private long to = Long.MAX_VALUE;

    @Option(names = "--source", description = "Compare all rows with the Amp server.")
    private boolean source;

    @Option(
            names = "--repair",
            description = "Take rows that are wrong from the Amp server, where it proves to have what was written.")
    private boolean repair;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    private boolean json;

    private final ArrayNode results = new ObjectMapper().createArrayNode();

    @Override
    @SuppressForbidden // the environment, standard input and standard error are those of the process
    public Integer call() throws InterruptedException {
        Logging.configure(LogSettings.DEFAULT, System.err);
        PrintWriter err = spec.commandLine().getErr();
        List<SettingsCheck> checks = subjects.read(System.getenv(), System.in, err);
        if (checks.isEmpty()) {
            return ExitCode.CONFIGURATION.code();
        }
        boolean proven = true;
        for (SettingsCheck check : checks) {
            if (checks.size() > 1 && !json) {
                spec.commandLine().getOut().println(check.name());
            }
            try {
                proven &= verify(check.config().orElseThrow());
            } catch (SyncException e) {
                err.println("ampsync: " + check.name() + ": " + e.explain());
                proven = false;
            }
        }
        if (json) {
            ObjectNode all = new ObjectMapper().createObjectNode();
            all.put("ok", proven);
            all.set("tables", results);
            spec.commandLine().getOut().println(all.toPrettyString());
        }
        return proven ? 0 : 1;
    }

    private boolean verify(SyncConfig config) throws InterruptedException {
        try (TargetDatabase database = TargetDatabase.of(config.database(), config.syncName(), Limits.DEFAULT)) {
            OwnedTables owned = new OwnedTables(database);
            List<String> all = owned.exist() ? owned.of(config.syncName()) : List.of();
            List<String> chosen = tables.isEmpty() ? all : tables;
            if (chosen.isEmpty() || !all.containsAll(chosen)) {
                spec.commandLine()
                        .getErr()
                        .println("ampsync: " + config.syncName() + " has "
                                + (all.isEmpty() ? "no table yet" : "the tables " + String.join(", ", all)) + ".");
                return false;
            }
            if (source || repair) {
                return withSource(config, database, chosen);
            }
            return each(database, config, chosen, null, Map.of());
        }
    }

    private boolean withSource(SyncConfig config, TargetDatabase database, List<String> chosen)
            throws InterruptedException {
        SourceResolution about = SourceResolution.ask(config);
        Map<String, TableTask> tasks = new TableTasks(config, about.era())
                .all(about, StoredVersions.of(database, config.syncName()), false).stream()
                        .collect(Collectors.toMap(TableTask::name, Function.identity()));
        try (RootAllocator allocator = new RootAllocator();
                FlightSource amp = new FlightSource(
                        config.flight().speaking(about.era(), config.flight().windowBytes()), allocator)) {
            return each(database, config, chosen, amp, tasks);
        }
    }

    private boolean each(
            TargetDatabase database,
            SyncConfig config,
            List<String> chosen,
            @Nullable FlightSource amp,
            Map<String, TableTask> tasks)
            throws InterruptedException {
        boolean proven = true;
        List<String> without = new ArrayList<>();
        for (String table : chosen) {
            TableTask task = tasks.get(table);
            if (amp != null && task == null) {
                without.add(table);
            }
            long began = System.nanoTime();
            try (VerifyProgress progress =
                    new VerifyProgress(table, spec.commandLine().getErr())) {
                TableVerifier.Result result = new TableVerifier(
                                database,
                                config.syncName(),
                                table,
                                new TableVerifier.Scope(from, to, source, repair, PIECE),
                                task == null ? null : amp,
                                task,
                                progress::rows)
                        .verify();
                show(config.syncName(), result, (System.nanoTime() - began) / 1_000_000);
                proven &= result.proven();
            }
        }
        without.forEach(table -> spec.commandLine()
                .getErr()
                .println("ampsync: the settings do not sync " + table
                        + " any more: it was not compared with the source."));
        return proven && without.isEmpty();
    }

    private void show(String sync, TableVerifier.Result result, long millis) {
        if (json) {
            results.add(VerifyJson.of(sync, result, millis));
            return;
        }
        PrintWriter out = spec.commandLine().getOut();
        if (result.ranges() == 0) {
            out.println(result.table() + ": nothing is stored" + (from > 0 ? " from block " + from + " on" : " yet"));
            return;
        }
        out.printf(
                Locale.ROOT,
                "%s: %s, %,d rows in %,d ranges, blocks %d to %d, %.1f s%n",
                result.table(),
                result.proven() ? result.findings().isEmpty() ? "proven" : "repaired" : "NOT as it should be",
                result.rows(),
                result.ranges(),
                result.firstBlock(),
                result.lastBlock(),
                millis / 1000.0);
        Optional.of(result.unread())
                .filter(columns -> !columns.isEmpty())
                .ifPresent(columns -> out.println("  the content of " + String.join(", ", columns)
                        + " is taken at its word: jsonb is compared with --source only"));
        if (result.adopted() >= 0) {
            out.println("  blocks up to " + result.adopted()
                    + " were adopted from a predecessor, and cannot be proven: nobody knows what it wrote");
        }
        for (Finding finding : result.findings()) {
            out.println("  blocks " + finding.start() + " to " + finding.end() + ": " + finding.seen()
                    + (finding.repaired() ? ": repaired" : ""));
            for (RowRepair.Difference row : finding.rows().stream().limit(10).toList()) {
                out.println("    " + row.kind().name().toLowerCase(Locale.ROOT) + " in block " + row.block()
                        + ", _id \\x" + row.id());
            }
        }
        if (!result.proven() && !repair) {
            out.println("  'ampsync verify --repair' takes wrong rows from the Amp server again.");
        }
    }
}
