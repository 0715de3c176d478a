package io.ampsync.runtime.cli;

import io.ampsync.api.SyncReport;
import io.ampsync.api.manifest.AmpSyncManifest;
import io.ampsync.api.manifest.Definition;
import io.ampsync.api.manifest.LoadResult.Loaded;
import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.runtime.config.ManifestConfig;
import io.ampsync.runtime.config.Problem;
import io.ampsync.runtime.config.ReportSettings;
import io.ampsync.runtime.config.SecretStore;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.report.SyncIdentity;
import io.ampsync.runtime.sync.StopSignal;
import java.io.Console;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ampsync run -f FILE}: what AmpSync resources ask for, in this process. */
@Command(
        name = RunCommand.NAME,
        mixinStandardHelpOptions = true,
        description = "Runs the AmpSyncs of manifests in this process, and prints what kubectl get ampsyncs prints.",
        footer = {
            "",
            "Of the environment it takes HEALTH_PORT, RUST_LOG, AMPSYNC_LOG_FORMAT, AMPSYNC_REVISION, AMPSYNC_MEMORY and",
            "AMPSYNC_SPOOL_DIRECTORY, and Secrets as",
            "AMPSYNC_SECRET__NAME__KEY."
        })
final class RunCommand implements Callable<Integer> {
    static final String NAME = "run";

    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    private static final String DEFAULT_PORT = "8080";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private ManifestOptions manifests = new ManifestOptions();

    @Option(
            names = "--serve",
            description = "Stay up to explain what is wrong, instead of ending with 2 or 4, and print no table;"
                    + " HEALTH_PORT is 8080 by default. For pods.")
    private boolean serve;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "wide",
            description = "wide: more columns.")
    private String output = "";

    @Option(names = "--termination-log", hidden = true)
    private Path terminationLog = TerminationLog.PATH;

    private final StopSignal stop;
    private final InstantSource clock = InstantSource.system();

    RunCommand(StopSignal stop) {
        this.stop = stop;
    }

    @Override
    public Integer call() throws InterruptedException {
        Ending ending = run(environment());
        if (serve) {
            TerminationLog.write(terminationLog, ending);
        }
        return ending.code().code();
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (serve) {
            environment.putIfAbsent("HEALTH_PORT", DEFAULT_PORT);
        }
        return environment;
    }

    @SuppressForbidden // standard input and standard error are those of the process
    private Ending run(Map<String, String> environment) throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        List<Problem> problems = ManifestConfig.problems(environment);
        problems.forEach(problem -> err.println("ampsync: " + problem));
        Definition definition = Definition.read();
        Optional<Loaded> loaded = manifests.load(definition, System.in, err);
        if (loaded.isEmpty() || !problems.isEmpty()) {
            return new Ending(ExitCode.CONFIGURATION, List.of());
        }
        StatusScreen screen = new StatusScreen(spec.commandLine().getOut(), !serve && onTerminal());
        SyncHost host = new SyncHost(ManifestConfig.process(environment), screen.above(System.err), stop, clock);
        loaded.get()
                .remarks()
                .forEach(remark -> LoggerFactory.getLogger(RunCommand.class)
                        .warn("{}: {}", Events.SETTING_WITHOUT_EFFECT, remark));
        SecretStore secrets = manifests.secrets(loaded.get().secrets(), environment);
        List<AmpSyncManifest> syncs = loaded.get().syncs();
        if (!serve && !readable(syncs, secrets, environment)) {
            return new Ending(ExitCode.CONFIGURATION, List.of());
        }
        host(host, syncs, secrets, environment);
        return watched(host, syncs, new StatusTable(definition, output.equals("wide")), screen);
    }

    @SuppressWarnings("SystemConsoleNull") // still null where the JDK says so
    private static boolean onTerminal() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /** Before anything is connected to, everything that is wrong is printed. */
    private boolean readable(List<AmpSyncManifest> syncs, SecretStore secrets, Map<String, String> environment) {
        boolean readable = true;
        for (AmpSyncManifest sync : syncs) {
            try {
                if (!sync.spec().suspend()) {
                    ManifestConfig.read(sync, secrets, environment);
                }
            } catch (SyncException e) {
                spec.commandLine().getErr().println("ampsync: " + sync.syncName() + ": " + e.explain());
                readable = false;
            }
        }
        return readable;
    }

    private void host(
            SyncHost host, List<AmpSyncManifest> syncs, SecretStore secrets, Map<String, String> environment) {
        ReportSettings settings = ManifestConfig.process(environment);
        for (AmpSyncManifest sync : syncs) {
            if (!sync.spec().suspend()) {
                SyncIdentity identity = new SyncIdentity(
                        sync.namespace(), sync.name(), sync.instanceUid(), settings.revision(), clock.instant());
                Duration outage = Duration.ofSeconds(sync.spec().database().outageSeconds());
                host.addNamed(identity, outage, () -> ManifestConfig.read(sync, secrets, environment));
            }
        }
    }

    private Ending watched(SyncHost host, List<AmpSyncManifest> syncs, StatusTable table, StatusScreen screen)
            throws InterruptedException {
        StopSignal ended = new StopSignal();
        Watch watch = new Watch(host, syncs, table, screen);
        Thread watching = Thread.ofVirtual().unstarted(() -> watch.until(ended));
        if (!serve) {
            watching.start();
        }
        try {
            return host.run(serve);
        } finally {
            ended.stop();
            watching.join();
            if (!serve) {
                watch.look();
            }
        }
    }

    /** Looks at the reports once a second and shows what the operator would write. */
    private final class Watch {
        private final SyncHost host;
        private final List<AmpSyncManifest> syncs;
        private final StatusTable table;
        private final StatusScreen screen;
        private final Map<String, AmpSyncStatus> before = new HashMap<>();

        Watch(SyncHost host, List<AmpSyncManifest> syncs, StatusTable table, StatusScreen screen) {
            this.host = host;
            this.syncs = syncs;
            this.table = table;
            this.screen = screen;
        }

        void until(StopSignal ended) {
            try {
                do {
                    look();
                } while (!ended.await(BETWEEN_LOOKS));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        void look() {
            Instant now = clock.instant();
            Map<String, SyncReport> reports = new HashMap<>();
            host.report().syncs().forEach(report -> reports.put(report.namespace() + "/" + report.name(), report));
            List<StatusRow> rows = new ArrayList<>();
            for (AmpSyncManifest sync : syncs) {
                rows.add(row(sync, Optional.ofNullable(reports.get(sync.syncName())), now));
            }
            screen.show(
                    table.lines(rows, now),
                    rows.stream().map(StatusRow::headline).toList(),
                    now);
        }

        private StatusRow row(AmpSyncManifest sync, Optional<SyncReport> report, Instant now) {
            if (report.isEmpty()) {
                return StatusRow.suspended(
                        sync.namespace(), sync.name(), sync.spec().dataset(), now);
            }
            AmpSyncStatus last = before.getOrDefault(sync.syncName(), AmpSyncStatus.NONE);
            StatusRow row = StatusRow.of(report.get(), sync.spec().dataset(), last, now);
            before.put(sync.syncName(), row.status());
            return row;
        }
    }
}
