package io.ampsync.simulator.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.DoGet;
import io.ampsync.simulator.Message;
import io.ampsync.simulator.RawFlight;
import io.ampsync.simulator.admin.AdminPort;
import io.ampsync.simulator.http.JsonClient;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked for over HTTP happens on the Flight and Admin ports. */
class ControlEffectsTest {
    private static final String BLOCKS = "SELECT _block_num FROM anvil_rpc.blocks SETTINGS stream = true";
    private static final Duration SILENCE = Duration.ofMillis(150);

    private AmpSimulator simulator;
    private AdminPort adminPort;
    private ControlPort controlPort;
    private JsonClient admin;
    private JsonClient control;
    private RawFlight client;

    @BeforeEach
    void start() throws IOException {
        simulator = AmpSimulator.builder().blocks(100).start();
        adminPort = AdminPort.start(simulator, 0);
        controlPort = ControlPort.start(simulator, adminPort.faults(), 0);
        admin = new JsonClient(adminPort.url());
        control = new JsonClient(controlPort.url());
        client = new RawFlight(simulator.flightPort());
    }

    @AfterEach
    void stop() {
        client.close();
        control.close();
        admin.close();
        controlPort.close();
        adminPort.close();
        simulator.close();
    }

    private void post(String path, String body) throws Exception {
        JsonClient.Answer answer = control.post(path, body);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
    }

    private List<Long> ends() {
        try (DoGet stream = client.open(BLOCKS)) {
            List<Long> ends = new ArrayList<>();
            do {
                ends.add(stream.completion().range().end());
            } while (ends.getLast() < 99);
            return ends;
        }
    }

    private Map<String, String> cursor(long number) {
        return Map.of(
                "amp-resume",
                "{\"anvil\":{\"number\":" + number + ",\"hash\":\""
                        + simulator.ledger().view().block(number).orElseThrow().hash() + "\"}}");
    }

    @Test
    void microbatchesHaveTheSizeAskedForAndCutsDifferBetweenConnections() throws Exception {
        post("/behaviour", "{'microbatchBlocks':25}");
        assertThat(ends()).containsExactly(24L, 49L, 74L, 99L);

        post("/behaviour", "{'cutSeed':5}");
        assertThat(ends()).isNotEqualTo(ends());
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'batchRows':25}", "{'messageBytes':1024}"})
    void messagesHaveTheSizeAskedFor(String body) throws Exception {
        post("/behaviour", body);

        List<Message> messages = client.all("SELECT _block_num, hash FROM anvil_rpc.blocks");

        assertThat(messages.stream().mapToLong(Message::rows).sum()).isEqualTo(100);
        assertThat(messages).allSatisfy(message -> assertThat(message.rows()).isLessThanOrEqualTo(25));
    }

    @Test
    void forkIsKnownUntilItIsForgotten() throws Exception {
        Map<String, String> cursor = cursor(99);
        post("/reorg", "{'depth':10,'length':11}");
        try (DoGet known = client.open(BLOCKS, cursor)) {
            assertThat(known.completion().range().start()).isEqualTo(90);
        }

        post("/forget-orphans", "");

        try (DoGet forgotten = client.open(BLOCKS, cursor)) {
            assertThat(forgotten.completion().range().start()).isEqualTo(99);
        }
    }

    @Test
    void streamIsSilentUntilItIsToldToSpeak() throws Exception {
        post("/behaviour", "{'silent':true}");
        try (DoGet stream = client.open(BLOCKS)) {
            assertThat(stream.poll(SILENCE)).isNull();

            post("/behaviour", "{'silent':false}");

            assertThat(stream.next().isSchema()).isTrue();
        }
    }

    @Test
    void slowStreamPausesBeforeEveryMessage() throws Exception {
        post("/behaviour", "{'messageDelay':'100ms'}");
        long start = System.nanoTime();
        int messages;
        try (DoGet stream = client.open(BLOCKS)) {
            messages = stream.microbatch().size();
        }

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(100L * messages));
    }

    @Test
    void ignoredCursorStartsAtTheFirstBlock() throws Exception {
        post("/behaviour", "{'ignoreCursor':true}");
        try (DoGet stream = client.open(BLOCKS, cursor(50))) {
            assertThat(stream.completion().range().start()).isZero();
        }
    }

    @Test
    void tokenIsAskedForOnBothPortsWhileThereIsOne() throws Exception {
        post("/behaviour", "{'token':'s3cret'}");
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> client.info(BLOCKS))
                .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
        assertThat(admin.get("/datasets").status()).isEqualTo(401);
        assertThat(client.info(BLOCKS, Map.of("authorization", "Bearer s3cret")).getEndpointCount())
                .isEqualTo(1);

        post("/behaviour", "{'token':null}");

        assertThat(client.info(BLOCKS).getEndpointCount()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0} {1}: {3} messages, then {4}")
    @CsvSource({
        "before-message, 2, fail, 2, UNAVAILABLE",
        "after-message, 2, fail, 3, UNAVAILABLE",
        "before-completion, 1, fail, 3, UNAVAILABLE",
        "after-completion, 1, fail, 4, UNAVAILABLE",
        "do-get, , fail, 0, UNAVAILABLE",
        "before-message, 2, reset, 2, UNAVAILABLE",
        "after-message, 2, reset, 3, UNAVAILABLE",
        "before-completion, 1, reset, 3, UNAVAILABLE",
        "after-completion, 1, reset, 4, UNAVAILABLE",
        "do-get, , reset, 0, UNAVAILABLE",
    })
    void faultStrikesAtItsPlace(String place, Integer k, String action, int messages, Status.Code code)
            throws Exception {
        post("/faults", "{'place':'%s','action':'%s'%s}".formatted(place, action, k == null ? "" : ",'k':" + k));
        try (DoGet stream = client.open(BLOCKS)) {
            Status end = stream.end();

            assertThat(end.getCode()).isEqualTo(code);
            assertThat(stream.received()).hasSize(messages);
        }
        assertThat(ends()).as("a fault strikes once").containsExactly(99L);
    }

    @ParameterizedTest
    @CsvSource({"fail, RESOURCE_EXHAUSTED", "reset, UNAVAILABLE"})
    void faultStrikesAtGetFlightInfoOfTheCallAskedFor(String action, Status.Code code) throws Exception {
        post(
                "/faults",
                "{'place':'get-flight-info','call':2,'action':'%s'%s}"
                        .formatted(action, action.equals("fail") ? ",'code':'resource-exhausted'" : ""));

        assertThat(client.info(BLOCKS).getEndpointCount()).isEqualTo(1);
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> client.info(BLOCKS))
                .satisfies(e -> assertThat(e.getStatus().getCode()).isEqualTo(code));
    }

    @Test
    void everyConnectionIsReset() throws Exception {
        try (DoGet stream = client.open(BLOCKS)) {
            stream.microbatch();

            post("/reset-connections", "");

            assertThat(stream.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }

    @Test
    void latestMovesAndAnAbsentDatasetComesBack() throws Exception {
        post("/versions", "{'dataset':'anvil_rpc','version':'2.0.0','tables':{'logs':['_block_num','address']}}");
        assertThat(client.info("SELECT * FROM anvil_rpc.logs").getSchema().size())
                .isLessThan(400);

        post("/latest", "{'dataset':'anvil_rpc','version':'1.0.0'}");
        assertThat(client.info("SELECT * FROM anvil_rpc.logs").getSchema().size())
                .isGreaterThan(400);

        post("/absent", "{'dataset':'anvil_rpc','polls':2}");
        assertThat(admin.get("/datasets/_/anvil_rpc/versions/latest").status()).isEqualTo(404);
        assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> client.info(BLOCKS));
        assertThat(client.info(BLOCKS).getEndpointCount()).isEqualTo(1);
    }

    @Test
    void derivedDatasetStaysWhereItIsWhileItsJobIsStopped() throws Exception {
        assertThat(admin.post("/datasets", """
                {'namespace':'demo','name':'slim','version':'0.1.0','manifest':{'kind':'manifest',
                 'dependencies':{'anvil':'_/anvil_rpc@1.0.0'},
                 'tables':{'even':{'input':{'sql':'SELECT block_num AS number, hash FROM anvil.blocks WHERE nonce > 0'}}}}}""").status()).isEqualTo(201);
        assertThat(admin.post("/datasets/demo/slim/versions/0.1.0/deploy", "{}").status())
                .isEqualTo(202);
        try (DoGet stream = client.open("SELECT * FROM \"demo/slim\".even SETTINGS stream = true")) {
            assertThat(stream.completion().range().end()).isEqualTo(99);

            post("/jobs", "{'dataset':'demo/slim','version':'0.1.0','running':false}");
            post("/advance", "{'blocks':3}");
            assertThat(stream.poll(SILENCE)).isNull();

            post("/jobs", "{'dataset':'demo/slim','version':'0.1.0','running':true}");
            assertThat(stream.completion().range().end()).isEqualTo(102);
        }
    }
}
