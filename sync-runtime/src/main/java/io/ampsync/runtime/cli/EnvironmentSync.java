package io.ampsync.runtime.cli;

import io.ampsync.runtime.config.ConfigResult;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.report.SyncIdentity;
import io.ampsync.runtime.sync.StopSignal;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Map;

/**
 * What {@code ampsync sync} does once nothing is left to parse. It names nothing of picocli: that is compiled for Java 5,
 * which no cache of classes holds, and reading its 170 classes takes longer than connecting to a database.
 */
final class EnvironmentSync {
    private EnvironmentSync() {}

    /** Syncs until stopped; the mistakes of the settings go to {@code err}. */
    static ExitCode run(Map<String, String> environment, PrintWriter err, StopSignal stop) throws InterruptedException {
        return switch (SyncConfig.parse(environment)) {
            case ConfigResult.Invalid(var problems) -> {
                problems.forEach(problem -> err.println("ampsync: " + problem));
                yield ExitCode.CONFIGURATION;
            }
            case ConfigResult.Valid(SyncConfig config) -> sync(config, stop);
        };
    }

    @SuppressForbidden // logs go to standard error
    private static ExitCode sync(SyncConfig config, StopSignal stop) throws InterruptedException {
        InstantSource clock = InstantSource.system();
        SyncHost host = new SyncHost(config.report(), System.err, stop, clock);
        host.add(
                SyncIdentity.of(config.syncName(), config.report().revision(), clock.instant()),
                config.limits().databaseOutage(),
                () -> config);
        return host.run(false).code();
    }
}
