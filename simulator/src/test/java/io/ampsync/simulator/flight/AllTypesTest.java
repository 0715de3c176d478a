package io.ampsync.simulator.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.Message;
import io.ampsync.simulator.RawFlight;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllTypesTest {
    private static final String SQL = "SELECT * FROM anvil_rpc.all_types";

    @ParameterizedTest
    @ValueSource(ints = {2 * 1024 * 1024, 4_000})
    void everyTypeArrivesAsItWasWritten(int messageBytes) throws IOException {
        try (AmpSimulator simulator = AmpSimulator.builder()
                        .allTypes()
                        .blocks(10)
                        .behaviour(b -> b.withMessageBytes(messageBytes))
                        .start();
                RawFlight client = new RawFlight(simulator.flightPort());
                RootAllocator allocator = new RootAllocator()) {
            List<String> received = new ArrayList<>();
            Rows.read(client.all(SQL), allocator, root -> received.addAll(Rows.texts(root)));

            assertThat(received)
                    .isEqualTo(Rows.written(simulator, "all_types", allocator))
                    .hasSize(48);
        }
    }

    @Test
    void dictionaryComesBeforeTheRowsWithoutMetadata() throws IOException {
        try (AmpSimulator simulator =
                        AmpSimulator.builder().allTypes().blocks(10).start();
                RawFlight client = new RawFlight(simulator.flightPort())) {
            List<Message> messages = client.all("SELECT dictionary FROM anvil_rpc.all_types");

            assertThat(messages).extracting(Message::isSchema).startsWith(true, false);
            assertThat(messages.get(1).isRecordBatch()).isFalse();
            assertThat(messages.get(1).hasMetadata()).isFalse();
            assertThat(messages.get(2).isRecordBatch()).isTrue();
        }
    }

    @Test
    void identicalRowsOccurWithinABlock() throws IOException {
        try (AmpSimulator simulator =
                        AmpSimulator.builder().allTypes().blocks(2).start();
                RootAllocator allocator = new RootAllocator()) {
            List<String> rows = Rows.written(simulator, "all_types", allocator);

            assertThat(rows.get(4)).isEqualTo(rows.get(5)).isNotEqualTo(rows.get(3));
        }
    }
}
