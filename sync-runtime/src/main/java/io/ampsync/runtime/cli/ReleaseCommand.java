package io.ampsync.runtime.cli;

import io.ampsync.runtime.adopt.Release;
import io.ampsync.runtime.config.LogSettings;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.doctor.SettingsCheck;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.report.Logging;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ampsync release}: the way back to the program that filled the tables before. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        description = "Gives adopted tables back to the ampsync that filled them before: it goes on at our checkpoint."
                + " The sync must not be running.")
final class ReleaseCommand implements Callable<Integer> {
    private static final Ending WRONG = new Ending(ExitCode.CONFIGURATION, List.of());

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private Subjects subjects = new Subjects();

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            description = "Only this one. May be repeated; without it all adopted tables of the sync.")
    private List<String> tables = List.of();

    @Override
    @SuppressForbidden // the environment, standard input and standard error are those of the process
    public Integer call() throws InterruptedException {
        Logging.configure(LogSettings.DEFAULT, System.err);
        return run(System.getenv(), System.in).code();
    }

    ExitCode run(Map<String, String> environment, InputStream standardInput) throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        List<SettingsCheck> checks = subjects.read(environment, standardInput, err);
        Ending ending = checks.isEmpty() ? WRONG : Ending.STOPPED;
        for (SettingsCheck check : checks) {
            try {
                ending = ending.or(release(check.config().orElseThrow()));
            } catch (SyncException e) {
                err.println("ampsync: " + check.name() + ": " + e.explain());
                ending = ending.or(Ending.of(e));
            }
        }
        return ending.code();
    }

    private Ending release(SyncConfig config) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (TargetDatabase database = TargetDatabase.of(config)) {
            database.requireWritable();
            Release release = new Release(database);
            List<String> adopted = release.adopted(config.syncName());
            List<String> chosen = tables.isEmpty() ? adopted : tables;
            List<String> strange =
                    chosen.stream().filter(table -> !adopted.contains(table)).toList();
            if (!strange.isEmpty() || chosen.isEmpty()) {
                spec.commandLine()
                        .getErr()
                        .println("ampsync: " + config.syncName() + " has adopted "
                                + (adopted.isEmpty() ? "no table" : String.join(", ", adopted))
                                + (strange.isEmpty() ? "." : ", and not " + String.join(", ", strange) + "."));
                return WRONG;
            }
            try (CommandClaim claim = CommandClaim.take(database, config)) {
                for (String table : chosen) {
                    Release.Released done = release.release(claim.get(), table);
                    out.println(table + ": released at block " + done.block() + " 0x" + done.hash() + " of "
                            + done.network());
                }
            }
            return Ending.STOPPED;
        }
    }
}
