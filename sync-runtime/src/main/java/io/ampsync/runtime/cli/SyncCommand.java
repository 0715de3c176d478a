package io.ampsync.runtime.cli;

import io.ampsync.runtime.config.Variable;
import io.ampsync.runtime.sync.StopSignal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Option(
            names = {"-d", "--dataset"},
            paramLabel = "DATASET",
            description = "The variable DATASET, as ampsync takes it on its command line, too.")
    private @Nullable String dataset;

    @Option(
            names = {"-t", "--tables"},
            paramLabel = "TABLES",
            description = "The variable TABLES.")
    private @Nullable String tables;

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
        return EnvironmentSync.run(
                        environment(System.getenv()), spec.commandLine().getErr(), stop)
                .code();
    }

    /** Options go over variables. */
    Map<String, String> environment(Map<String, String> inherited) {
        Map<String, String> environment = new HashMap<>(inherited);
        if (dataset != null) {
            environment.put(Variable.DATASET.name(), dataset);
        }
        if (tables != null) {
            environment.put(Variable.TABLES.name(), tables);
        }
        return environment;
    }
}
