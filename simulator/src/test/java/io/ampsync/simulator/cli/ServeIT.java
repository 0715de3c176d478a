package io.ampsync.simulator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.evm.AnvilNode;
import io.ampsync.simulator.http.JsonClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a process of its own. */
class ServeIT {
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void killAll() {
        started.forEach(Process::destroyForcibly);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void printsOneLineOfAddressesAndEndsWithZeroOnASignal(String signal) throws Exception {
        Process process = serve("--era", "head", "--blocks", "20");
        BufferedReader output = process.inputReader();
        JsonNode addresses = new ObjectMapper().readTree(output.readLine());

        assertThat(addresses.properties())
                .extracting(member -> member.getKey())
                .containsExactly("flight", "admin", "control");
        try (JsonClient admin = new JsonClient(addresses.get("admin").asText());
                JsonClient control = new JsonClient(addresses.get("control").asText())) {
            assertThat(admin.get("/healthz").status()).isEqualTo(200);
            assertThat(control.get("/state").body().at("/head/number").asLong()).isEqualTo(19);
            assertThat(addresses.get("flight").asText()).startsWith("http://127.0.0.1:");
        }

        long start = System.nanoTime();
        new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                .start()
                .waitFor();

        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(output.lines()).as("nothing but the addresses").isEmpty();
    }

    @Test
    void speedDoesNotWaitForAChainThatIsTooShort() throws IOException {
        StringWriter err = new StringWriter();
        try (AmpSimulator simulator = AmpSimulator.builder().blocks(20).start()) {
            assertThat(Main.run(
                            new PrintWriter(new StringWriter()),
                            new PrintWriter(err, true),
                            "speed",
                            "--port",
                            Integer.toString(simulator.flightPort()),
                            "--seconds",
                            "1"))
                    .isEqualTo(2);
        }

        assertThat(err.toString())
                .contains("the stream of logs ended or fell silent")
                .hasLineCount(1);
    }

    @Test
    void blocksArriveAtTheIntervalAskedFor() throws Exception {
        Process process = serve("--blocks", "1", "--block-interval", "20ms");
        JsonNode addresses = new ObjectMapper().readTree(process.inputReader().readLine());

        try (JsonClient control = new JsonClient(addresses.get("control").asText())) {
            await().untilAsserted(() -> assertThat(
                            control.get("/state").body().at("/head/number").asLong())
                    .isGreaterThan(5));
        }
    }

    @Test
    void blocksOfARealNodeAreServed() throws Exception {
        try (AnvilNode anvil = AnvilNode.start()) {
            anvil.populate(12);
            Process process = serve("--rpc", anvil.url().toString(), "--poll-interval", "50ms");
            JsonNode addresses =
                    new ObjectMapper().readTree(process.inputReader().readLine());

            try (JsonClient control = new JsonClient(addresses.get("control").asText())) {
                await().untilAsserted(() -> assertThat(
                                control.get("/state").body().at("/head/number").asLong())
                        .isEqualTo(12));
                assertThat(control.get("/tables/logs/count").body().get("rows").asLong())
                        .isEqualTo(15);
                assertThat(control.post("/advance", "").body().get("error").asText())
                        .contains("come from a real node");
            }
        }
    }

    private Process serve(String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.nio=ALL-UNNAMED",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.ampsync.simulator.cli.Main",
                "serve",
                "--flight-port",
                "0",
                "--admin-port",
                "0",
                "--control-port",
                "0"));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        started.add(process);
        return process;
    }
}
