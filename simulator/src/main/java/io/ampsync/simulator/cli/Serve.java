package io.ampsync.simulator.cli;

import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.catalog.Semver;
import io.ampsync.simulator.era.Era;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code amp-simulator serve}. */
@CommandLine.Command(
        name = "serve",
        description = {
            "Serves Amp's Flight and Admin ports, and a control port, until SIGTERM or SIGINT.",
            "When it serves, it prints one JSON line with the addresses."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        sortOptions = false,
        showDefaultValues = true)
final class Serve implements Callable<Integer> {
    private static final Pattern DATASET = Pattern.compile("([a-z0-9_]+)/([a-z_][a-z0-9_]*)@(\\S+)");
    private static final Duration STOPPING = Duration.ofSeconds(2);

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @Option(names = "--era", description = "Server to imitate: head, s1 or s2.")
    private Era era = Era.HEAD;

    @Option(names = "--flight-port", description = "0 picks a free one.")
    private int flightPort = 1602;

    @Option(names = "--admin-port", description = "0 picks a free one.")
    private int adminPort = 1610;

    @Option(names = "--control-port", description = "0 picks a free one.")
    private int controlPort = 1620;

    @Option(names = "--dataset", paramLabel = "NS/NAME@VERSION", description = "Dataset that is published.")
    private String dataset = "_/anvil_rpc@1.0.0";

    @Option(names = "--network", description = "Name of the chain.")
    private String network = "anvil";

    @Option(names = "--start-block", paramLabel = "N", description = "First block.")
    private long startBlock;

    @Option(names = "--token", description = "Bearer token without which calls are refused. Default: none.")
    private @Nullable String token;

    @Option(names = "--rpc", paramLabel = "URL", description = "Take the blocks from this EVM node.")
    private @Nullable URI rpc;

    @Option(
            names = "--poll-interval",
            paramLabel = "TIME",
            converter = Times.class,
            description = "How often the node is asked.%n  Default: 500ms",
            showDefaultValue = CommandLine.Help.Visibility.NEVER)
    private @Nullable Duration pollInterval;

    @CommandLine.ArgGroup(validate = false, heading = StreamOptions.HEADING)
    private StreamOptions streams = new StreamOptions();

    @CommandLine.ArgGroup(validate = false, heading = SyntheticOptions.HEADING)
    private SyntheticOptions synthetic = new SyntheticOptions();

    @Override
    public Integer call() throws InterruptedException {
        Serving serving = Serving.start(request());
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> stop(serving)));
        PrintWriter out = command().getOut();
        out.println(serving.addresses());
        out.flush();
        new CountDownLatch(1).await();
        return CommandLine.ExitCode.OK;
    }

    /** A signal is how this program is meant to end, so it ends with 0 and not with 128 + signal. */
    private static void stop(Serving serving) {
        Thread closing = Thread.ofPlatform().daemon().start(serving::close);
        try {
            closing.join(STOPPING);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
    }

    /** Every option checked against the others. */
    Serving.Request request() {
        Matcher reference = DATASET.matcher(dataset);
        if (!reference.matches() || Semver.parse(reference.group(3)).isEmpty()) {
            throw wrong().sentence(
                            "--dataset " + dataset + " is not namespace/name@version, for example _/eth_rpc@1.0.0");
        }
        DatasetName name = new DatasetName(reference.group(1), reference.group(2));
        if (!era.isHead() && !name.namespace().equals(DatasetName.DEFAULT_NAMESPACE)) {
            throw wrong().sentence(
                            "--dataset " + dataset + ": the seed eras know no namespaces, write _/" + name.name());
        }
        if (rpc != null) {
            refuseSyntheticOptions();
        } else if (pollInterval != null) {
            throw wrong().sentence("--poll-interval is for a real node: give --rpc URL too");
        }
        return new Serving.Request(
                era,
                new Serving.Ports(
                        port("--flight-port", flightPort),
                        port("--admin-port", adminPort),
                        port("--control-port", controlPort)),
                name,
                reference.group(3),
                network,
                wrong().atLeast(0, "--start-block", startBlock),
                new Serving.Streams(Optional.ofNullable(token), streams.cuts(wrong())),
                rpc == null ? synthetic.source(wrong()) : node(rpc));
    }

    private Serving.Source node(URI url) {
        if (url.getScheme() == null || !url.getScheme().matches("https?") || url.getHost() == null) {
            throw wrong().sentence("--rpc " + url + " is not an http or https URL, for example http://127.0.0.1:8545");
        }
        return new Serving.Source.Node(url, pollInterval == null ? Duration.ofMillis(500) : pollInterval);
    }

    private void refuseSyntheticOptions() {
        for (CommandLine.Model.OptionSpec option : command().getParseResult().matchedOptions()) {
            if (option.group() != null
                    && SyntheticOptions.HEADING.equals(option.group().heading())) {
                throw wrong().sentence(
                                option.longestName() + " is for the synthetic chain and cannot be combined with --rpc");
            }
        }
    }

    private int port(String option, int value) {
        if (value < 0 || value > 65_535) {
            throw wrong().sentence(option + " " + value + " is not a port: give 0 to 65535");
        }
        return value;
    }

    private Wrong wrong() {
        return new Wrong(command());
    }

    private CommandLine command() {
        CommandLine.Model.CommandSpec known = spec;
        if (known == null) {
            throw new IllegalStateException("run by picocli only");
        }
        return known.commandLine();
    }
}
