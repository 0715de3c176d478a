package io.ampsync.simulator.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.DoGet;
import io.ampsync.simulator.Message;
import io.ampsync.simulator.RawFlight;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.catalog.Manifest;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.era.Era;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.List;
import org.apache.arrow.flight.impl.Flight;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Items 31, 33, 34 and 41 of amp-protocol 13: what cannot be served, and what is not there yet. */
class RefusalsTest {
    private static final DatasetName ANVIL = DatasetName.of("anvil_rpc");

    private AmpSimulator simulator;
    private RawFlight client;

    @BeforeEach
    void start() throws IOException {
        simulator = AmpSimulator.builder().blocks(10).start();
        client = new RawFlight(simulator.flightPort());
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @ParameterizedTest(name = "33: {0} cannot be streamed")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "block_num FROM ? LIMIT 1 | Limit",
                "block_num FROM ? ORDER BY block_num | Sort",
                "count(*) FROM ? | Aggregate",
                "DISTINCT miner FROM ? | Distinct",
                "b.block_num, c.hash FROM ? b LEFT JOIN ? c ON b.block_num = c.block_num | Join(Left)",
            })
    void nonIncrementalOperations(String query, String operation) {
        String sql = "SELECT " + query.replace("?", "\"_/anvil_rpc@1.0.0\".blocks") + " SETTINGS stream = true";
        Flight.Ticket ticket = client.info(sql).getEndpoint(0).getTicket();

        try (DoGet call = client.open(ticket)) {
            assertThat(call.end().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(call.end().getDescription()).endsWith("contains non-incremental operation: " + operation);
        }
    }

    @ParameterizedTest(name = "34: {0} is not found")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`\"_/nope@1.0.0\".blocks`, amp._/nope@1.0.0.blocks",
                "nope.blocks, amp.nope.blocks",
                "`\"_/anvil_rpc@9.9.9\".blocks`, amp._/anvil_rpc@9.9.9.blocks",
                "`\"_/anvil_rpc@one\".blocks`, amp._/anvil_rpc@one.blocks",
                "`\"_/anvil_rpc@1.0.0\".nope`, amp._/anvil_rpc@1.0.0.nope",
                "blocks, amp.public.blocks",
            })
    void unknownTables(String reference, String name) {
        assertThatThrownBy(() -> client.info("SELECT * FROM " + reference))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessage("INTERNAL: failed to infer SQL output schema | Caused by: Error during planning: table '"
                        + name + "' not found -> Error during planning: table '" + name + "' not found");
    }

    @Test
    @DisplayName("34: a registered version that is not deployed plans and does not run")
    void undeployedVersionHasNotBeenSynced() {
        Manifest manifest = Manifest.of(simulator.ledger());
        simulator.catalog().register(ANVIL, "2.0.0", manifest);

        try (DoGet call = client.open("SELECT * FROM \"_/anvil_rpc@2.0.0\".blocks SETTINGS stream = true")) {
            assertThat(call.end().getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(call.end().getDescription())
                    .isEqualTo("error creating physical catalog | Caused by: Table _/anvil_rpc@" + manifest.hash()
                            + ".blocks has not been synced");
        }
    }

    @Test
    void hiddenDatasetIsAbsentForSomePolls() {
        simulator.catalog().hide(ANVIL, 2);

        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> client.info("SELECT * FROM anvil_rpc.blocks"))
                    .hasMessageContaining("not found");
        }
        assertThat(client.info("SELECT * FROM anvil_rpc.blocks").getEndpointCount())
                .isEqualTo(1);
    }

    @ParameterizedTest(name = "31: era {0}, nothing synced")
    @CsvSource({"HEAD", "S1", "S2"})
    void nothingSyncedEndsTheStream(Era era) throws IOException {
        try (AmpSimulator empty = AmpSimulator.builder().era(era).blocks(0).start();
                RawFlight raw = new RawFlight(empty.flightPort())) {
            List<Message> messages = raw.all("SELECT * FROM anvil_rpc.logs SETTINGS stream = true");

            assertThat(messages.getFirst().isSchema()).isTrue();
            List<String> metadata =
                    messages.stream().skip(1).map(Message::metadata).toList();
            assertThat(metadata)
                    .isEqualTo(era.isHead() ? List.of("{\"ranges\":[],\"ranges_complete\":true}") : List.of());
        }
    }

    @Test
    void startBlockAheadOfTheChainIsNothingSynced() {
        Manifest late = new Manifest("evm-rpc", 50, simulator.ledger().tables(), simulator.ledger());
        simulator.catalog().publish(DatasetName.of("late"), "1.0.0", late);

        List<Message> messages = client.all("SELECT * FROM late.blocks SETTINGS stream = true");

        assertThat(messages.getLast().metadata()).isEqualTo("{\"ranges\":[],\"ranges_complete\":true}");
        simulator.chain().advance(45);
        try (DoGet stream = client.open("SELECT * FROM late.blocks SETTINGS stream = true")) {
            assertThat(stream.completion().range().start()).isEqualTo(50);
            simulator.chain().reorg(40, 41);
            Message.Range again = stream.completion().range();
            assertThat(again.start()).isEqualTo(50);
            assertThat(again.prevHash())
                    .isEqualTo(simulator.ledger().view().block(49).orElseThrow().hash());
        }
    }

    @Test
    @DisplayName("41: latest can move between GetFlightInfo and DoGet")
    void latestIsResolvedAgainAtDoGet() {
        Flight.Ticket ticket =
                client.info("SELECT * FROM anvil_rpc.logs").getEndpoint(0).getTicket();
        TableDefinition logs = simulator.ledger().tables().get(2).project(List.of("_block_num", "data"));
        simulator.catalog().publish(ANVIL, "1.1.0", new Manifest("evm-rpc", 0, List.of(logs), simulator.ledger()));

        try (DoGet call = client.open(ticket)) {
            assertThat(call.rest().getFirst().data().getDataHeader().size()).isLessThan(300);
        }
    }

    @Test
    void badSql() {
        assertInvalid("", "invalid query: string cannot be empty or contain only whitespace, got: ");
        assertInvalid("SELEC 1", "SQL parse error | Caused by: Invalid SQL syntax -> SQL error: ParserError(");
        assertInvalid("SELECT 1; SELECT 2", "SQL parse error | Caused by: Expected a single SQL statement, found 2");
        assertInvalid("CREATE TABLE x (a INT)", "failed to infer SQL output schema | Caused by: amp::invalid_input\n");
        assertInvalid(
                "SELECT * FROM anvil_rpc.blocks SETTINGS stream = true SETTINGS stream = true", "SQL parse error | ");
        assertInvalid(
                "SELECT block_num AS _x FROM anvil_rpc.blocks",
                "failed to infer SQL output schema | Caused by: amp::invalid_input\ncaused by\nError during planning: "
                        + "query uses forbidden underscore-prefixed aliases");
    }

    @Test
    void seedEraNamesTheMissingDataset() throws IOException {
        try (AmpSimulator seed = AmpSimulator.builder().era(Era.S2).start();
                RawFlight raw = new RawFlight(seed.flightPort())) {
            assertThatThrownBy(() -> raw.info("SELECT * FROM nope__1_0_0.blocks"))
                    .hasMessageStartingWith("INTERNAL: ")
                    .hasMessageContaining("Dataset 'nope' version '1.0.0' not found");
            assertThat(raw.info("SELECT * FROM anvil_rpc__1_0_0.blocks").getEndpointCount())
                    .isEqualTo(1);
        }
    }

    @Test
    void badTicketIsAnInvalidArgument() {
        try (DoGet call = client.open(Flight.Ticket.getDefaultInstance())) {
            assertThat(call.end().getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
            assertThat(call.end().getDescription()).startsWith("ticket decoding error | Caused by: ");
        }
    }

    private void assertInvalid(String sql, String text) {
        assertThatThrownBy(() -> client.info(sql))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageStartingWith("INVALID_ARGUMENT: " + text);
    }
}
