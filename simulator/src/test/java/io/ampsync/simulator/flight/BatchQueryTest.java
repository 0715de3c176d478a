package io.ampsync.simulator.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.Message;
import io.ampsync.simulator.RawFlight;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.table.SyntheticLedger.Density;
import io.grpc.CallOptions;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Items 32, 37 and 43 of amp-protocol 13, and the SQL that batch queries may use. */
class BatchQueryTest {
    @Test
    @DisplayName("32: on HEAD data is followed by an empty completion, all with the synced range")
    void headBatchQueryIsCompleted() throws IOException {
        try (AmpSimulator simulator = AmpSimulator.builder().blocks(10).start();
                RawFlight client = new RawFlight(simulator.flightPort())) {
            List<Message> messages = client.all("SELECT * FROM anvil_rpc.logs WHERE block_num > 1000000");

            assertThat(messages).hasSize(3);
            assertThat(messages.get(1).rows()).isZero();
            assertThat(messages.get(1).complete()).isFalse();
            assertThat(messages.get(2).complete()).isTrue();
            assertThat(messages.get(2).range())
                    .extracting(Message.Range::start, Message.Range::end)
                    .containsExactly(0L, 9L);
        }
    }

    @ParameterizedTest(name = "32: era {0} sends no metadata, and {1} messages for an empty result")
    @CsvSource({"S1, 1", "S2, 2"})
    void seedBatchQueryHasNoMetadata(Era era, int messages) throws IOException {
        try (AmpSimulator simulator = AmpSimulator.builder().era(era).blocks(10).start();
                RawFlight client = new RawFlight(simulator.flightPort())) {
            assertThat(client.all("SELECT * FROM anvil_rpc.logs")).noneMatch(Message::hasMetadata);
            assertThat(client.all("SELECT * FROM anvil_rpc.logs WHERE _block_num < 0"))
                    .hasSize(messages);
        }
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "SELECT max(block_num) AS n FROM anvil_rpc.blocks | [9]",
                "SELECT min(_block_num) AS n FROM anvil_rpc.logs | [1]",
                "SELECT max(_block_num) AS n FROM anvil_rpc.logs | [9]",
                "SELECT _block_num AS n FROM anvil_rpc.blocks WHERE _block_num BETWEEN 3 AND 4 | [3, 4]",
                "SELECT block_num AS n FROM anvil_rpc.blocks WHERE block_num >= 3 AND (block_num < 6) AND nonce > 0 | [3, 4, 5]",
                "SELECT block_num AS n FROM anvil_rpc.blocks ORDER BY block_num DESC LIMIT 2 | [9, 8]",
                "SELECT block_num AS n FROM anvil_rpc.blocks LIMIT 3 | [0, 1, 2]",
                "SELECT b.block_num AS n FROM \"_/anvil_rpc@1.0.0\".blocks b WHERE b.block_num = 2 OR b.block_num = 5 | [2, 5]",
                "SELECT block_num AS n FROM anvil_rpc.blocks WHERE block_num IN (1, 7) | [1, 7]",
                "SELECT log_index AS n FROM anvil_rpc.logs WHERE block_num = 1 AND topic3 IS NULL | [1, 2]",
                "SELECT tx_index AS n FROM anvil_rpc.transactions WHERE NOT (tx_index = 1) AND block_num = 1 | [0]",
            })
    void selects(String sql, String expected) throws IOException {
        try (AmpSimulator simulator = AmpSimulator.builder().blocks(10).start();
                RawFlight client = new RawFlight(simulator.flightPort());
                RootAllocator allocator = new RootAllocator()) {
            assertThat(Rows.longs(client.all(sql), "n", allocator)).hasToString(expected);
        }
    }

    @Test
    @DisplayName("37: a star has _block_num first, a column list without it does not have it")
    void blockNumberColumn() throws IOException {
        try (AmpSimulator simulator = AmpSimulator.builder().blocks(10).start();
                RawFlight client = new RawFlight(simulator.flightPort());
                RootAllocator allocator = new RootAllocator()) {
            Rows.read(
                    client.all("SELECT * FROM anvil_rpc.logs"),
                    allocator,
                    root -> assertThat(root.getVector(0).getName()).isEqualTo("_block_num"));
            Rows.read(
                    client.all("SELECT \"log_index\", topic0 FROM anvil_rpc.logs"),
                    allocator,
                    root -> assertThat(root.getSchema().getFields())
                            .extracting("name")
                            .containsExactly("log_index", "topic0"));
        }
    }

    @Test
    void aTableOf20MillionBlocksAnswersAtOnce() throws IOException {
        try (AmpSimulator simulator = AmpSimulator.builder().blocks(20_000_000).start();
                RawFlight client = new RawFlight(simulator.flightPort());
                RootAllocator allocator = new RootAllocator()) {
            String head = "SELECT max(block_num) AS n FROM anvil_rpc.blocks";

            assertThat(Rows.longs(client.all(head), "n", allocator)).containsExactly(19_999_999L);
        }
    }

    @Test
    @DisplayName("43: a reader that does not read stalls the sender, and loses nothing")
    void slowReaderStallsTheSender() throws Exception {
        try (AmpSimulator simulator = AmpSimulator.builder()
                        .blocks(1_000)
                        .density(new Density(1, 200))
                        .start();
                RawFlight client = new RawFlight(simulator.flightPort())) {
            BlockingQueue<Flight.FlightData> received = new LinkedBlockingQueue<>();
            String sql = "SELECT * FROM anvil_rpc.logs SETTINGS stream = true";
            ClientCall<Flight.Ticket, Flight.FlightData> call =
                    client.channel().newCall(FlightServiceGrpc.getDoGetMethod(), CallOptions.DEFAULT);
            call.start(
                    new ClientCall.Listener<>() {
                        @Override
                        public void onMessage(Flight.FlightData data) {
                            received.add(data);
                        }
                    },
                    new Metadata());
            call.sendMessage(client.info(sql).getEndpoint(0).getTicket());
            call.halfClose();
            call.request(2);
            next(received);
            next(received);
            assertThat(received.poll(150, TimeUnit.MILLISECONDS)).isNull();

            long rows = 0;
            boolean complete = false;
            while (!complete) {
                call.request(1);
                Message message = next(received);
                rows += message.rows();
                complete = message.complete();
            }

            assertThat(rows).isEqualTo(875 * 200);
            call.cancel("done", null);
        }
    }

    private static Message next(BlockingQueue<Flight.FlightData> received) throws InterruptedException {
        return Message.of(Objects.requireNonNull(received.poll(10, TimeUnit.SECONDS), "no message in time"));
    }
}
