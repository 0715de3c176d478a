package io.ampsync.simulator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.table.ExtraTable;
import io.ampsync.simulator.table.SyntheticLedger;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        return Main.run(new PrintWriter(out, true), new PrintWriter(err, true), arguments);
    }

    @Test
    void helpIsPrintedWithAndWithoutAsking() {
        assertThat(run()).isZero();
        assertThat(run("serve", "--help")).isZero();
        assertThat(out.toString()).contains("amp-simulator", "--rpc", "--block-interval", "Default: 1602");
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"compose/compose.yaml", "with-electricsql/compose.yaml", "quickstart/amp.yaml"})
    void theExamplesGiveOptionsThatThereAre(String example) throws IOException {
        String file = Files.readString(
                Path.of(System.getProperty("basedir", "."), "../examples").resolve(example));
        var serve = Pattern.compile("(?:command|args): \\[(serve, .*)]").matcher(file);
        assertThat(serve.find()).isTrue();
        List<String> arguments =
                new ArrayList<>(List.of(serve.group(1).replace("\"", "").split(", ")));
        arguments.add("--help");

        assertThat(run(arguments.toArray(String[]::new))).as(err.toString()).isZero();
        assertThat(err.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"serve", "speed"})
    void helpDescribesEveryOption(String subcommand) {
        assertThat(run(subcommand, "--help")).isZero();
        CommandLine command = new CommandLine(subcommand.equals("serve") ? new Serve() : new Speed());

        assertThat(command.getCommandSpec().options()).hasSizeGreaterThan(5).allSatisfy(option -> {
            assertThat(option.description()).as(option.longestName()).isNotEmpty();
            assertThat(out.toString()).contains(option.longestName());
        });
    }

    @Test
    void commandsOfTheDocumentationAreUnderstood() throws IOException {
        List<String> commands = new ArrayList<>();
        for (String page : List.of("README.md", "docs/simulator.md")) {
            Pattern.compile("bin/amp-simulator ((?:serve|speed) --[^`&\n]*)")
                    .matcher(Files.readString(Path.of("..", page)))
                    .results()
                    .forEach(found -> commands.add(found.group(1).strip()));
        }

        assertThat(commands).hasSizeGreaterThan(2).allSatisfy(command -> {
            String[] words = command.split(" ", -1);
            CommandLine line = new CommandLine(words[0].equals("serve") ? new Serve() : new Speed());
            assertThat(line.parseArgs(Arrays.copyOfRange(words, 1, words.length))
                            .errors())
                    .isEmpty();
        });
    }

    @Test
    void versionIsPrinted() {
        assertThat(run("--version")).isZero();
        assertThat(out.toString()).startsWith("amp-simulator ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --era|middle|Invalid value for option '--era'
            --flight-port|70000|--flight-port 70000 is not a port: give 0 to 65535
            --blocks|-1|--blocks -1 is below 0
            --block-interval|often|'often' is not a time such as 500ms, 1s or 2m
            --block-interval|0s|'0s' is not a time such as 500ms, 1s or 2m
            --dataset|eth_rpc|is not namespace/name@version, for example _/eth_rpc@1.0.0
            --dataset|_/eth_rpc@one|is not namespace/name@version, for example _/eth_rpc@1.0.0
            --rpc|localhost:8545|is not an http or https URL, for example http://127.0.0.1:8545
            --poll-interval|1s|--poll-interval is for a real node: give --rpc URL too
            --microbatch-blocks|0|--microbatch-blocks 0 is below 1
            --rows-per-message|0|--rows-per-message 0 is below 1
            --skip-every|1|--skip-every 1 leaves no block: give 0 or at least 2
            --extra-tables|tall|Invalid value for option '--extra-tables'
            --speed|9|Unknown option
            """)
    void mistakesAreNamedAndExitWithTwo(String option, String value, String sentence) {
        assertThat(run("serve", option, value)).isEqualTo(2);
        assertThat(err.toString()).contains(sentence);
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void speedOfAPortThatNobodyServesIsOneSentence() {
        assertThat(run("speed", "--port", "1")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("amp-simulator: no stream of logs from 127.0.0.1:1: ")
                .hasLineCount(1);
    }

    @Test
    void speedOfAServerThatRunsIsMeasured() throws IOException {
        try (AmpSimulator simulator =
                AmpSimulator.builder().blocks(1_000_000_000).start()) {
            assertThat(run("speed", "--port", Integer.toString(simulator.flightPort()), "--seconds", "1"))
                    .isZero();
        }

        assertThat(out.toString()).matches("(?s)logs: [0-9.]+ M rows/s, .*");
    }

    @Test
    void syntheticOptionsDoNotGoWithANode() {
        assertThat(run("serve", "--rpc", "http://127.0.0.1:1", "--blocks", "5")).isEqualTo(2);
        assertThat(err.toString()).contains("--blocks is for the synthetic chain and cannot be combined with --rpc");
    }

    @Test
    void seedErasKnowNoNamespaces() {
        assertThat(run("serve", "--era", "s1", "--dataset", "edge/eth_rpc@1.0.0"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("write _/eth_rpc");
    }

    @Test
    void nodeThatDoesNotAnswerIsOneSentence() {
        assertThat(run("serve", "--rpc", "http://127.0.0.1:1")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("amp-simulator: no EVM node answers at http://127.0.0.1:1")
                .doesNotContain("\tat ");
    }

    @Test
    void optionsBecomeARequest() {
        assertThat(parsed(
                        "--era", "S2",
                        "--flight-port", "0",
                        "--dataset", "_/eth_rpc@0.2.0-rc",
                        "--network", "mainnet",
                        "--seed", "9",
                        "--blocks", "100",
                        "--block-interval", "250ms",
                        "--logs-per-block", "50",
                        "--skip-every", "10",
                        "--extra-tables", "narrow,all_types",
                        "--microbatch-blocks", "5000",
                        "--rows-per-message", "65536",
                        "--cut-seed", "3",
                        "--token", "s3cret"))
                .isEqualTo(new Serving.Request(
                        Era.S2,
                        new Serving.Ports(0, 1610, 1620),
                        DatasetName.of("eth_rpc"),
                        "0.2.0-rc",
                        "mainnet",
                        0,
                        new Serving.Streams(
                                Optional.of("s3cret"),
                                new StreamOptions.Cuts(
                                        OptionalLong.of(5_000), OptionalInt.of(65_536), OptionalLong.of(3))),
                        new Serving.Source.Synthetic(
                                9,
                                100,
                                Optional.of(Duration.ofMillis(250)),
                                10,
                                new SyntheticLedger.Density(2, 50),
                                Set.of(ExtraTable.NARROW, ExtraTable.ALL_TYPES))));
        assertThat(parsed("--rpc", "http://node:8545", "--start-block", "7").source())
                .isEqualTo(new Serving.Source.Node(URI.create("http://node:8545"), Duration.ofMillis(500)));
    }

    private static Serving.Request parsed(String... arguments) {
        Serve serve = new Serve();
        new CommandLine(serve).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return serve.request();
    }

    @Test
    void speedIsMeasuredWithAClientOfItsOwn() {
        assertThat(run("speed", "--table", "narrow", "--seconds", "1", "--rows-per-message", "1000"))
                .isZero();
        assertThat(out.toString()).matches("narrow: \\d+\\.\\d\\d M rows/s, \\d+ MB/s, 4\\d bytes a row, .*\\R");
    }

    @Test
    void takenPortIsOneSentence() {
        Serving.Request request = parsed("--flight-port", "0", "--admin-port", "0", "--control-port", "0");
        try (Serving first = Serving.start(request)) {
            int taken = URI.create(first.addresses().replaceFirst(".*\"admin\":\"([^\"]*)\".*", "$1"))
                    .getPort();

            assertThatThrownBy(() -> Serving.start(
                            parsed("--flight-port", "0", "--admin-port", String.valueOf(taken), "--control-port", "0")))
                    .isInstanceOf(CannotServe.class)
                    .hasMessageContaining("in use");
        }
    }
}
