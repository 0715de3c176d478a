package io.ampsync.simulator.control;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.admin.AdminPort;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.chain.Hash;
import io.ampsync.simulator.flight.Behaviour;
import io.ampsync.simulator.flight.Fault;
import io.ampsync.simulator.http.JsonClient;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ControlPortTest {
    private static final DatasetName DATASET = DatasetName.of("anvil_rpc");

    private AmpSimulator simulator;
    private AdminPort admin;
    private ControlPort control;
    private JsonClient client;

    @BeforeEach
    void start() throws IOException {
        simulator = AmpSimulator.builder().blocks(10).start();
        admin = AdminPort.start(simulator, 0);
        control = ControlPort.start(simulator, admin.faults(), 0);
        client = new JsonClient(control.url());
    }

    @AfterEach
    void stop() {
        client.close();
        control.close();
        admin.close();
        simulator.close();
    }

    private JsonNode post(String path, String body) throws Exception {
        JsonClient.Answer answer = client.post(path, body);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body();
    }

    private JsonNode get(String path) throws Exception {
        JsonClient.Answer answer = client.get(path);
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(200);
        return answer.body();
    }

    @Test
    void advanceAddsBlocksAndAnswersWithTheNewState() throws Exception {
        JsonNode state = post("/advance", "{'blocks':5}");

        assertThat(state.at("/head/number").asLong()).isEqualTo(14);
        assertThat(state.at("/head/hash").asText())
                .isEqualTo(
                        simulator.ledger().view().block(14).orElseThrow().hash().toString());
        assertThat(post("/advance", "").at("/head/number").asLong()).isEqualTo(15);
    }

    @Test
    void reorgReplacesTheNewestBlocks() throws Exception {
        String before = get("/state").at("/head/hash").asText();

        JsonNode state = post("/reorg", "{'depth':3,'length':4}");

        assertThat(state.at("/head/number").asLong()).isEqualTo(10);
        assertThat(state.get("reorgs").asLong()).isEqualTo(1);
        assertThat(simulator.ledger().view().orphan(9, Hash.parse(before))).isPresent();
        post("/forget-orphans", "");
        assertThat(simulator.ledger().view().orphan(9, Hash.parse(before))).isEmpty();
    }

    @Test
    void shorterChainIsShownAtOnceOnlyIfAskedFor() throws Exception {
        assertThat(post("/reorg", "{'depth':5,'length':2}").at("/head/number").asLong())
                .isEqualTo(9);
        assertThat(get("/state").get("nodeHead").asLong()).isEqualTo(6);

        assertThat(post("/show-reorgs-at-once", "{'on':true}")
                        .at("/head/number")
                        .asLong())
                .isEqualTo(6);
    }

    @Test
    void behaviourChangesOnlyWhatIsNamed() throws Exception {
        Behaviour before = simulator.behaviour();

        post("/behaviour", """
                {'microbatchBlocks':7,'cutSeed':42,'batchRows':100,'messageBytes':65536,'keepAlives':['start','middle'],
                 'messageDelay':'20ms','silent':true,'ignoreCursor':true,'token':'s3cret'}""");

        assertThat(simulator.behaviour())
                .isEqualTo(new Behaviour(
                        7,
                        OptionalLong.of(42),
                        100,
                        65_536,
                        Set.of(Behaviour.KeepAlive.START, Behaviour.KeepAlive.MIDDLE),
                        Duration.ofMillis(20),
                        true,
                        true,
                        Optional.of("s3cret")));
        JsonNode state = post("/behaviour", "{'silent':false,'token':null,'cutSeed':null}");
        assertThat(state.at("/behaviour/token").asBoolean()).as("never printed").isFalse();
        assertThat(simulator.behaviour().silent()).isFalse();
        assertThat(simulator.behaviour().cutSeed()).isEmpty();
        assertThat(simulator.behaviour().token()).isEmpty();
        assertThat(simulator.behaviour().microbatchBlocks()).isEqualTo(7);
        assertThat(before.microbatchBlocks()).isEqualTo(1000);
    }

    @Test
    void faultsAreArmedByPlaceAndCleared() throws Exception {
        post("/faults", "{'place':'before-completion','k':2,'call':3,'action':'fail','code':'internal','text':'x'}");
        post("/faults", "{'place':'do-get','action':'reset'}");
        JsonNode state = post("/faults", "{'place':'get-flight-info'}");

        assertThat(simulator.faults().waiting())
                .containsExactly(
                        new Fault(
                                new Fault.Place.BeforeCompletion(2),
                                3,
                                new Fault.Action.Fail(Status.Code.INTERNAL, "x")),
                        new Fault(new Fault.Place.AtDoGet(), 1, new Fault.Action.Reset()),
                        new Fault(
                                new Fault.Place.AtGetFlightInfo(),
                                1,
                                new Fault.Action.Fail(Status.Code.UNAVAILABLE, "fault")));
        assertThat(state.get("faults")).hasSize(3);
        assertThat(client.send("DELETE", "/faults", "").body().get("faults")).isEmpty();
    }

    @Test
    void adminFaultsReachTheAdminPort() throws Exception {
        post("/admin-faults", "{'status':500,'calls':1}");

        try (JsonClient other = new JsonClient(admin.url())) {
            assertThat(other.get("/datasets").status()).isEqualTo(500);
            assertThat(other.get("/datasets").status()).isEqualTo(200);
        }
    }

    @Test
    void versionsArePublishedAndLatestMoves() throws Exception {
        post(
                "/versions",
                "{'dataset':'_/anvil_rpc','version':'1.1.0','tables':{'logs':['_block_num','address'],'blocks':[]}}");
        JsonNode state = post("/versions", "{'dataset':'anvil_rpc','version':'2.0.0','deployed':false,'startBlock':5}");

        assertThat(state.at("/datasets/0/latest").asText()).isEqualTo("2.0.0");
        assertThat(simulator
                        .catalog()
                        .resolve(DATASET, "1.1.0")
                        .orElseThrow()
                        .manifest()
                        .table("logs")
                        .orElseThrow()
                        .schema()
                        .getFields())
                .hasSize(2);
        assertThat(simulator.catalog().resolve(DATASET, "2.0.0").orElseThrow().deployed())
                .isFalse();
        assertThat(post("/latest", "{'dataset':'anvil_rpc','version':'1.0.0'}")
                        .at("/datasets/0/latest")
                        .asText())
                .isEqualTo("1.0.0");
        post("/deploy", "{'dataset':'anvil_rpc','version':'2.0.0'}");
        assertThat(simulator.catalog().resolve(DATASET, "2.0.0").orElseThrow().deployed())
                .isTrue();
    }

    @Test
    void stateDoesNotUseUpThePollsOfAnAbsentDataset() throws Exception {
        assertThat(post("/absent", "{'dataset':'anvil_rpc','polls':1}").get("datasets"))
                .isEmpty();
        assertThat(get("/state").get("datasets")).isEmpty();

        assertThat(simulator.catalog().versions(DATASET)).isEmpty();
        assertThat(simulator.catalog().versions(DATASET)).hasSize(1);
    }

    @Test
    void digestsOfAdjoiningStretchesAddUp() throws Exception {
        JsonNode all = get("/tables/logs/count");
        JsonNode low = get("/tables/logs/count?to=4");
        JsonNode high = get("/tables/logs/count?from=5");

        assertThat(all.get("rows").asLong())
                .isPositive()
                .isEqualTo(low.get("rows").asLong() + high.get("rows").asLong());
        assertThat(digest(all)).isEqualTo(digest(low) + digest(high));
        assertThat(get("/tables/blocks/count?from=3&to=7").get("rows").asLong()).isEqualTo(5);
    }

    @Test
    void digestChangesWithAReorgAndOnlyWhereBlocksWereReplaced() throws Exception {
        String low = get("/tables/transactions/count?to=6").get("digest").asText();
        String high =
                get("/tables/transactions/count?from=7&to=9").get("digest").asText();

        post("/reorg", "{'depth':3}");

        assertThat(get("/tables/transactions/count?to=6").get("digest").asText())
                .isEqualTo(low);
        assertThat(get("/tables/transactions/count?from=7&to=9").get("digest").asText())
                .isNotEqualTo(high);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /advance      | {'blocks':0}                                  | blocks  | blocks: must be a whole number from 1 to 1000000000, not 0
            /advance      | {'blocks':'many'}                             | blocks  | not "many"
            /advance      | {'block':1}                                   | block   | block: is unknown, known are [blocks]
            /advance      | [1]                                           | body    | must be a JSON object
            /advance      | {oops                                         | body    | is not JSON
            /reorg        | {}                                            | depth   | depth: is missing, give a whole number from 1
            /behaviour    | {'messageDelay':'soon'}                       | messageDelay | a duration such as 150ms, 2s or 5m, not soon
            /behaviour    | {'silent':'yes'}                              | silent  | must be true or false
            /behaviour    | {'keepAlives':['end']}                        | keepAlives | must be one of start, middle, not end
            /behaviour    | {'token':''}                                  | token   | must be a text that is not empty
            /faults       | {'action':'reset'}                            | place   | is missing, for example before-completion
            /faults       | {'place':'do-get','code':'odd'}               | code    | must be one of ok, cancelled
            /faults       | {'place':'before-message'}                    | k       | is missing
            /versions     | {'dataset':'No!','version':'1.0.0'}           | dataset | must be namespace/name or a name
            /versions     | {'dataset':'x','version':'one'}               | version | must be a semantic version
            /versions     | {'dataset':'x','version':'1.0.0','tables':{'nope':[]}} | tables | no table nope
            /latest       | {'dataset':'anvil_rpc','version':'7.0.0'}     | version | no version 7.0.0 of _/anvil_rpc, known are [1.0.0]
            /latest       | {'dataset':'x','version':'7.0.0'}             | dataset | no dataset _/x, known are [_/anvil_rpc]
            /absent       | {'dataset':'x','polls':1}                     | dataset | no dataset _/x
            """)
    void badInputNamesTheFieldAndTheFixAndChangesNothing(String path, String body, String field, String error)
            throws Exception {
        JsonNode before = get("/state");

        JsonClient.Answer answer = client.post(path, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().get("field").asText()).isEqualTo(field);
        assertThat(answer.body().get("error").asText()).contains(error);
        assertThat(get("/state")).isEqualTo(before);
    }

    @Test
    void unknownTableIsRefused() throws Exception {
        JsonClient.Answer answer = client.get("/tables/nope/count");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body().get("error").asText()).contains("known are [blocks, transactions, logs");
    }

    @Test
    void rootListsTheRoutes() throws Exception {
        assertThat(get("/").get("routes").toString()).contains("POST /advance", "GET /state");
    }

    private static long digest(JsonNode count) {
        return Long.parseUnsignedLong(count.get("digest").asText());
    }
}
