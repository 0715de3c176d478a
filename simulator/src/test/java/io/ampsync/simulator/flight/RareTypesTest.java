package io.ampsync.simulator.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.Message;
import io.ampsync.simulator.RawFlight;
import io.ampsync.simulator.table.ExtraTable;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.Decimal;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Arrow Java cannot slice, or has no vector for, is sent all the same. */
class RareTypesTest {
    private AmpSimulator simulator;
    private RawFlight client;
    private RootAllocator allocator;

    @BeforeEach
    void start() throws IOException {
        simulator = AmpSimulator.builder()
                .extraTables(List.of(ExtraTable.RARE_TYPES))
                .blocks(20)
                .behaviour(b -> b.withBatchRows(20).withMessageBytes(1_000_000))
                .start();
        client = new RawFlight(simulator.flightPort());
        allocator = new RootAllocator();
    }

    @AfterEach
    void stop() {
        allocator.close();
        client.close();
        simulator.close();
    }

    @Test
    void runsAndUnionMembersArriveAsWritten() {
        simulator.behave(b -> b.withMessageBytes(100));
        List<String> received = new ArrayList<>();
        Rows.read(
                client.all("SELECT _block_num, row_index, run_end_encoded, sparse_union FROM anvil_rpc.rare_types"),
                allocator,
                root -> received.addAll(Rows.texts(root)));
        List<String> written = Rows.written(simulator, "rare_types", allocator).stream()
                .map(row -> row.substring(0, row.indexOf("decimal32=")))
                .toList();

        assertThat(received).hasSize(17 * 6).isEqualTo(written);
        assertThat(received).anyMatch(row -> row.contains("sparse_union=text "));
        assertThat(received).anyMatch(row -> row.contains("run_end_encoded=null"));
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64})
    void narrowDecimalsAreAnnouncedWithTheirWidthAndSentWithIt(int bits) {
        List<Message> messages = client.all("SELECT decimal" + bits + " FROM anvil_rpc.rare_types");

        assertThat(messages).isNotEmpty();
        Field field = ((Schema) messages.getFirst().header().header(new Schema())).fields(0);
        assertThat(((Decimal) field.type(new Decimal())).bitWidth()).isEqualTo(bits);
        Message rows = messages.get(1);
        long values = (rows.rows() * bits / 8 + 63) / 64 * 64;
        assertThat(rows.data().getDataBody().size()).isEqualTo(64 + values);
    }

    @ParameterizedTest
    @ValueSource(strings = {" WHERE row_index = 1", " LIMIT 3"})
    void picksOfTheseRowsAreRefused(String end) {
        assertThatExceptionOfType(StatusRuntimeException.class)
                .isThrownBy(() -> client.info("SELECT * FROM anvil_rpc.rare_types" + end))
                .withMessageContaining("does not execute");
    }
}
