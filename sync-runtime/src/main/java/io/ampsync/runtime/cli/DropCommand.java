package io.ampsync.runtime.cli;

import io.ampsync.api.Reason;
import io.ampsync.api.manifest.AmpSyncManifest;
import io.ampsync.api.manifest.Definition;
import io.ampsync.api.manifest.LoadResult.Loaded;
import io.ampsync.runtime.config.LogSettings;
import io.ampsync.runtime.config.ManifestConfig;
import io.ampsync.runtime.config.SecretStore;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.OwnedTables;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.report.Logging;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ampsync drop -f FILE}: ends syncs for good, with their tables. */
@Command(
        name = "drop",
        mixinStandardHelpOptions = true,
        description = "Drops exactly the tables that the AmpSyncs of manifests own, and what ampsync knows of them."
                + " What users have built on them stops it. Can be repeated.")
final class DropCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private ManifestOptions manifests = new ManifestOptions();

    @Option(names = "--termination-log", hidden = true)
    private Path terminationLog = TerminationLog.PATH;

    @Override
    @SuppressForbidden // standard input and standard error are those of the process
    public Integer call() throws InterruptedException {
        Logging.configure(LogSettings.DEFAULT, System.err);
        PrintWriter err = spec.commandLine().getErr();
        Optional<Loaded> loaded = manifests.load(Definition.read(), System.in, err);
        if (loaded.isEmpty()) {
            return ExitCode.CONFIGURATION.code();
        }
        SecretStore secrets = manifests.secrets(loaded.get().secrets(), System.getenv());
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
                for (String table : owned.of(config.syncName())) {
                    owned.drop(claim.get(), table);
                    out.println(config.syncName() + ": table " + table + " dropped");
                }
                owned.forget(claim.get());
            }
            out.println(config.syncName() + ": dropped");
        }
    }
}
