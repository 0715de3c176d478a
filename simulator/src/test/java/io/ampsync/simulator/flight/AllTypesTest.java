package io.ampsync.simulator.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.Message;
import io.ampsync.simulator.RawFlight;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.table.AllTypes;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
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
            Rows.read(client.all(SQL), allocator, root -> received.addAll(texts(root)));

            assertThat(received).isEqualTo(written(simulator, allocator)).hasSize(48);
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
            List<String> rows = written(simulator, allocator);

            assertThat(rows.get(4)).isEqualTo(rows.get(5)).isNotEqualTo(rows.get(3));
        }
    }

    private static List<String> written(AmpSimulator simulator, RootAllocator allocator) {
        TableDefinition table = AllTypes.table();
        try (VectorSchemaRoot root = VectorSchemaRoot.create(table.schema(), allocator)) {
            int rows = 0;
            for (long number = 0; number <= simulator.ledger().view().head().orElseThrow(); number++) {
                rows = simulator.ledger().view().append(table.name(), number, root, rows);
            }
            root.setRowCount(rows);
            return texts(root);
        }
    }

    private static List<String> texts(VectorSchemaRoot root) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < root.getRowCount(); row++) {
            StringBuilder text = new StringBuilder();
            for (FieldVector vector : root.getFieldVectors()) {
                Object value = vector.getObject(row);
                text.append(vector.getName()).append('=');
                text.append(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value)
                        .append(' ');
            }
            rows.add(text.toString());
        }
        return rows;
    }
}
