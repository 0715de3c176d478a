package io.ampsync.runtime.cli;

import io.ampsync.runtime.config.ConfigResult;
import io.ampsync.runtime.config.SyncConfig;
import io.ampsync.runtime.config.Variable;
import io.ampsync.runtime.report.SyncIdentity;
import io.ampsync.runtime.sync.StopSignal;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ampsync sync}: one dataset, told by environment variables. */
@Command(
        name = SyncCommand.NAME,
        mixinStandardHelpOptions = true,
        description = "Streams a dataset into PostgreSQL until stopped. Settings are environment variables.",
        footerHeading = "%nRequired: DATASET (or DATASET_NAME) and DATABASE_URL. All variables:%n")
final class SyncCommand implements Callable<Integer> {
    static final String NAME = "sync";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private final StopSignal stop;

    SyncCommand(StopSignal stop) {
        this.stop = stop;
    }

    /** What {@code --help} lists below the options. */
    static String[] variables() {
        return Arrays.stream(Variable.values())
                .flatMap(variable -> Stream.of(
                        "  " + variable.name()
                                + variable.byDefault().map(value -> "=" + value).orElse(""),
                        "      " + variable.purpose()))
                .map(line -> line.replace("%", "%%"))
                .toArray(String[]::new);
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter err = spec.commandLine().getErr();
        return switch (SyncConfig.parse(System.getenv())) {
            case ConfigResult.Invalid(var problems) -> {
                problems.forEach(problem -> err.println("ampsync: " + problem));
                yield ExitCode.CONFIGURATION.code();
            }
            case ConfigResult.Valid(SyncConfig config) -> sync(config).code();
        };
    }

    @SuppressForbidden // logs go to standard error
    private ExitCode sync(SyncConfig config) throws InterruptedException {
        InstantSource clock = InstantSource.system();
        SyncHost host = new SyncHost(config.report(), System.err, stop, clock);
        host.add(
                SyncIdentity.of(config.syncName(), config.report().revision(), clock.instant()),
                config.limits().databaseOutage(),
                () -> config);
        return host.run(false).code();
    }
}
