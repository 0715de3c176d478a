package io.ampsync.simulator.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.DoGet;
import io.ampsync.simulator.RawFlight;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.flight.Rows;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DerivedDatasetTest {
    private static final Map<String, String> ANVIL = Map.of("anvil", "_/anvil_rpc@1.0.0");

    private AmpSimulator simulator;
    private RawFlight client;
    private RootAllocator allocator;

    @BeforeEach
    void start() throws IOException {
        simulator = AmpSimulator.builder().blocks(40).start();
        client = new RawFlight(simulator.flightPort());
        allocator = new RootAllocator();
    }

    @AfterEach
    void stop() {
        allocator.close();
        client.close();
        simulator.close();
    }

    private void publish(String name, Map<String, String> dependencies, String sql) {
        simulator
                .catalog()
                .publish(
                        new DatasetName("demo", name),
                        "0.1.0",
                        DerivedDataset.manifest(simulator.catalog(), dependencies, Map.of("t", sql)));
    }

    private List<String> rows(String sql) {
        return Rows.read(client.all(sql), allocator);
    }

    @Test
    void rowsAreThoseOfTheSelectWithTheBlockNumberInFront() {
        publish("slim", ANVIL, "SELECT log_index AS i, address FROM anvil.logs WHERE log_index > 0");

        assertThat(rows("SELECT * FROM \"demo/slim\".t"))
                .hasSize(70)
                .isEqualTo(rows("SELECT _block_num, log_index AS i, address FROM anvil_rpc.logs WHERE log_index > 0"));
        assertThat(simulator
                        .catalog()
                        .resolve(new DatasetName("demo", "slim"), "latest")
                        .orElseThrow()
                        .manifest()
                        .tables()
                        .getFirst()
                        .schema()
                        .getFields())
                .extracting(Field::getName)
                .containsExactly("_block_num", "i", "address");
    }

    @Test
    void filtersOfEveryLevelHold() {
        publish("low", ANVIL, "SELECT block_num AS number, log_index FROM anvil.logs WHERE log_index < 2");
        publish(
                "odd",
                Map.of("low", "demo/low@0.1.0"),
                "SELECT number, log_index AS i FROM low.t WHERE log_index = 1 AND _block_num >= 10");

        assertThat(rows("SELECT number, i FROM \"demo/odd\".t WHERE number < 13"))
                .containsExactly("number=10 i=1 ", "number=11 i=1 ", "number=12 i=1 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT n FROM (SELECT block_num AS n, log_index AS i FROM anvil_rpc.logs) x WHERE i = 2 AND n = 5",
                "WITH x AS (SELECT block_num AS n FROM anvil_rpc.logs WHERE log_index = 2) SELECT n FROM x WHERE n = 5",
                """
        WITH x AS (SELECT * FROM anvil_rpc.logs), y AS (SELECT block_num AS n FROM x WHERE log_index = 0)
        SELECT n FROM y WHERE n = 5""",
            })
    void subqueryIsReadLikeATable(String sql) {
        assertThat(rows(sql)).containsExactly("n=5 ");
    }

    @Test
    void subqueryDoesNotKnowItself() {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> client.info("WITH x AS (SELECT * FROM x) SELECT * FROM x"))
                .withMessageContaining("table 'amp.public.x' not found");
    }

    @Test
    void blockNumberOfARowIsKnownThroughSubqueriesThatSelectIt() {
        try (DoGet stream = client.open(
                "SELECT block_num() AS b FROM (SELECT _block_num FROM anvil_rpc.blocks) x SETTINGS stream = true")) {
            assertThat(Rows.read(stream.microbatch(), allocator)).hasSize(40).contains("b=39 ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT count(*) FROM anvil.logs",
                "SELECT block_num FROM anvil.logs LIMIT 1",
                "SELECT block_num FROM anvil.logs ORDER BY block_num",
                "SELECT 1 FROM anvil.logs",
                "SELECT nope FROM anvil.logs",
                "SELECT block_num FROM nowhere.logs",
                "SELECT a.block_num FROM anvil.logs a JOIN anvil.logs b ON a.block_num = b.block_num",
                "DELETE FROM anvil.logs",
            })
    void sqlThatIsNoSelectionOfOneTableIsRefused(String sql) {
        assertThatExceptionOfType(Refused.class).isThrownBy(() -> publish("bad", ANVIL, sql));
        assertThat(simulator.catalog().names()).containsExactly(DatasetName.of("anvil_rpc"));
    }

    @Test
    void datasetWithoutTablesIsRefused() {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> DerivedDataset.manifest(simulator.catalog(), ANVIL, Map.of()));
    }
}
