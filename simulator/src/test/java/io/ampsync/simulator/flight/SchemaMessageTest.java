package io.ampsync.simulator.flight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.table.EvmTables;
import java.io.InputStream;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import org.apache.arrow.flight.impl.Flight;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemaMessageTest {
    @ParameterizedTest
    @ValueSource(strings = {"blocks", "transactions", "logs"})
    void schemaBytesEqualTheRecordedOnes(String table) throws Exception {
        TableDefinition definition = EvmTables.of(Era.HEAD).stream()
                .filter(one -> one.name().equals(table))
                .findFirst()
                .orElseThrow();

        byte[] bytes = SchemaMessage.encapsulated(SchemaMessage.header(definition.schema()));

        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo(HexFormat.of().formatHex(recorded(table)));
    }

    private static byte[] recorded(String table) throws Exception {
        try (InputStream in = SchemaMessageTest.class.getResourceAsStream("/recordings/01_flight_info.json")) {
            JsonNode json = new ObjectMapper().readTree(Objects.requireNonNull(in));
            byte[] info = Base64.getDecoder()
                    .decode(json.get(table + "_batch").get("_raw_b64").asText());
            return Flight.FlightInfo.parseFrom(info).getSchema().toByteArray();
        }
    }
}
