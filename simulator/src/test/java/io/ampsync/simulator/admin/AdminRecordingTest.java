package io.ampsync.simulator.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.catalog.Manifest;
import io.ampsync.simulator.http.JsonClient;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What a real server answered, asked of the simulator. Manifest hashes and times differ by nature; everything else is
 * equal, but for what docs/simulator-admin.md lists.
 */
class AdminRecordingTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DatasetName DATASET = DatasetName.of("anvil_rpc");
    private static final String FIRST_HASH = "25f4778d4db839bf1d7ff1e6b6eb8455e31cc1d3378952bee5499c64c5748fec";
    private static final Pattern TIME = Pattern.compile("\"20\\d\\d-[^\"]*\\+00:00\"");

    /** Functions of a server's operator, which no client of a dataset calls. */
    private static final Pattern NOT_PLAYED =
            Pattern.compile("GET (.*/jobs|/jobs.*|/workers|/providers|/manifests|/revisions)");

    private final Map<String, String> hashes = new HashMap<>();
    private AmpSimulator simulator;
    private AdminPort admin;
    private JsonClient client;

    @BeforeEach
    void start() throws IOException {
        simulator = AmpSimulator.builder()
                .dataset("anvil_rpc", "1.0.0")
                .network("anvil")
                .start();
        admin = AdminPort.start(simulator, 0);
        client = new JsonClient(admin.url());
        hashes.put(FIRST_HASH, manifest(0).hash());
    }

    @AfterEach
    void stop() {
        client.close();
        admin.close();
        simulator.close();
    }

    @TestFactory
    Stream<DynamicTest> everyRequestOfTheAdminRecording() throws IOException {
        return recording("08_admin_api.json").stream()
                .filter(one -> !NOT_PLAYED.matcher(one.get("request").asText()).matches())
                .map(one -> dynamicTest(
                        one.get("request").asText() + " "
                                + one.get("request_body").toString().replace("null", ""),
                        () -> assertAnswersAlike(one)));
    }

    @Test
    void mostOfTheAdminRecordingIsPlayed() throws IOException {
        List<String> skipped = recording("08_admin_api.json").stream()
                .map(one -> one.get("request").asText())
                .filter(request -> NOT_PLAYED.matcher(request).matches())
                .toList();

        assertThat(skipped).hasSize(9);
    }

    @Test
    void tagsMoveAsInTheVersionsRecording() throws Exception {
        boolean behind = false;
        int compared = 0;
        for (JsonNode one : recording("11_versions.json")) {
            if (one.get("request").asText().equals("POST /datasets")) {
                // The simulator has no registration without a version: what follows it cannot be compared.
                behind = !one.get("request_body").has("version");
                register(one.get("body"));
            } else if (!behind) {
                assertAnswersAlike(one);
                compared++;
            }
        }
        assertThat(compared).isEqualTo(15);
    }

    private void register(JsonNode registered) {
        Manifest manifest = manifest(registered.get("start_block").asLong());
        hashes.put(registered.get("manifest_hash").asText(), manifest.hash());
        if (registered.has("version")) {
            simulator.catalog().register(DATASET, registered.get("version").asText(), manifest);
        }
    }

    private Manifest manifest(long startBlock) {
        return new Manifest("evm-rpc", startBlock, simulator.ledger().tables(), simulator.ledger());
    }

    private void assertAnswersAlike(JsonNode recorded) throws Exception {
        String[] request = translated(recorded.get("request").asText()).split(" ", 2);
        JsonNode sent = recorded.get("request_body");
        String body = sent.isNull() ? "" : sent.isTextual() ? sent.asText() : sent.toString();

        JsonClient.Answer answer = client.send(request[0], request[1], translated(body));

        assertThat(answer.status())
                .as("%s", answer.body())
                .isEqualTo(recorded.get("status").asInt());
        JsonNode expected = recorded.get("body").isNull() ? MissingNode.getInstance() : recorded.get("body");
        if (request[0].equals("POST") && expected.has("error_code")) {
            // The texts come from two different SQL and JSON parsers.
            assertThat(answer.body().get("error_code")).isEqualTo(expected.get("error_code"));
            assertThat(answer.body().get("error_message").isTextual()).isTrue();
        } else {
            assertThat(comparable(answer.body())).isEqualTo(comparable(expected));
        }
    }

    private JsonNode comparable(JsonNode body) throws IOException {
        return JSON.readTree(TIME.matcher(translated(body.toString())).replaceAll("\"(time)\""));
    }

    private String translated(String text) {
        String result = text;
        for (Map.Entry<String, String> hash : hashes.entrySet()) {
            result = result.replace(hash.getKey(), hash.getValue());
        }
        return result;
    }

    private static List<JsonNode> recording(String name) throws IOException {
        try (InputStream file = AdminRecordingTest.class.getResourceAsStream("/recordings/" + name)) {
            return StreamSupport.stream(JSON.readTree(file).spliterator(), false)
                    .filter(one -> one.has("request"))
                    .toList();
        }
    }
}
