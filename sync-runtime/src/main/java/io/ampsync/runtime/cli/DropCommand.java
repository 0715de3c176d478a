package io.ampsync.runtime.cli;

import io.ampsync.api.Reason;
import io.ampsync.api.manifest.AmpSyncManifest;
import io.ampsync.api.manifest.Definition;
import io.ampsync.api.manifest.LoadResult.Loaded;
import io.ampsync.runtime.config.LogSettings;
import io.ampsync.runtime.config.ManifestConfig;
import io.ampsync.runtime.config.SecretStore;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.doctor.SettingsCheck;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.OwnedTables;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.report.Logging;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ampsync drop -f FILE}: ends syncs for good, with their tables. */
@Command(
        name = "drop",
        mixinStandardHelpOptions = true,
        description = "Drops exactly the tables that the AmpSyncs of manifests own, and what ampsync knows of them."
                + " What users have built on them stops it. Can be repeated. With --superseded only the tables whose places"
                + " new versions have taken.")
final class DropCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @ArgGroup(
            exclusive = false,
            heading = "%nThe syncs; with --superseded the environment of 'ampsync sync' will do:%n")
    private @Nullable ManifestOptions manifests;

    @Option(
            names = "--superseded",
            description = "Drops the tables that were kept when new versions took their places. The sync may run.")
    private boolean superseded;

    @Option(names = "--termination-log", hidden = true)
    private Path terminationLog = TerminationLog.PATH;

    @Override
    @SuppressForbidden // standard input and standard error are those of the process
    public Integer call() throws InterruptedException {
        Logging.configure(LogSettings.DEFAULT, System.err);
        PrintWriter err = spec.commandLine().getErr();
        ManifestOptions from = manifests;
        if (superseded) {
            return superseded(from, err);
        }
        if (from == null) {
            throw new ParameterException(spec.commandLine(), "Missing required option: '--filename=FILE'");
        }
        Optional<Loaded> loaded = from.load(Definition.read(), System.in, err);
        if (loaded.isEmpty()) {
            return ExitCode.CONFIGURATION.code();
        }
        SecretStore secrets = from.secrets(loaded.get().secrets(), System.getenv());
        Ending ending = Ending.STOPPED;
        for (AmpSyncManifest sync : loaded.get().syncs()) {
            try {
                drop(ManifestConfig.read(sync, secrets, System.getenv()));
            } catch (SyncException e) {
                err.println("ampsync: " + sync.syncName() + ": " + e.explain());
                ending =
                        ending.or(e.reason() == Reason.FENCED ? new Ending(ExitCode.FENCED, List.of(e)) : Ending.of(e));
            }
        }
        TerminationLog.write(terminationLog, ending);
        return ending.code().code();
    }

    @SuppressForbidden // the environment and standard input are those of the process
    private int superseded(@Nullable ManifestOptions from, PrintWriter err) {
        List<SettingsCheck> checks = new Subjects(from).read(System.getenv(), System.in, err);
        Ending ending = checks.isEmpty() ? new Ending(ExitCode.CONFIGURATION, List.of()) : Ending.STOPPED;
        for (SettingsCheck check : checks) {
            SyncConfig config = check.config().orElseThrow();
            try (TargetDatabase database = TargetDatabase.of(config)) {
                OwnedTables owned = new OwnedTables(database);
                List<String> tables = owned.exist() ? owned.superseded(config.syncName()) : List.of();
                for (String table : tables) {
                    owned.dropSuperseded(config.syncName(), table);
                    say(config, "table " + table + " dropped");
                }
                if (tables.isEmpty()) {
                    say(config, "nothing to drop");
                }
            } catch (SyncException e) {
                err.println("ampsync: " + config.syncName() + ": " + e.explain());
                ending = ending.or(Ending.of(e));
            }
        }
        return ending.code().code();
    }

    private void say(SyncConfig config, String what) {
        spec.commandLine().getOut().println(config.syncName() + ": " + what);
    }

    private void drop(SyncConfig config) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (TargetDatabase database = TargetDatabase.of(config)) {
            database.requireWritable();
            OwnedTables owned = new OwnedTables(database);
            if (!owned.exist()) {
                out.println(config.syncName() + ": nothing to drop");
                return;
            }
            try (CommandClaim claim = CommandClaim.take(database, config)) {
                for (String table : owned.all(config.syncName())) {
                    owned.drop(claim.get(), table);
                    out.println(config.syncName() + ": table " + table + " dropped");
                }
                owned.forget(claim.get());
            }
            out.println(config.syncName() + ": dropped");
        }
    }
}
