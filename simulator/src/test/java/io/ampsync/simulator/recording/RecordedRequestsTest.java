package io.ampsync.simulator.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.DoGet;
import io.ampsync.simulator.RawFlight;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.arrow.flight.impl.Flight;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** 01_flight_info and 02_errors: FlightInfo byte for byte, statuses and texts. */
class RecordedRequestsTest {
    private static final JsonNode INFOS = Recording.load("01_flight_info");
    private static final JsonNode ERRORS = Recording.load("02_errors");

    /** Computed columns are not executed (docs/simulator.md). */
    private static final Set<String> NOT_PLAYED = Set.of("expressions");

    /** Texts of parsers, which are others here: only the beginning is compared. */
    private static final Map<String, String> BEGINNINGS = Map.of(
            "syntax_error", "SQL parse error | Caused by: Invalid SQL syntax -> SQL error: ParserError(\"",
            "settings_twice", "SQL parse error | Caused by: Invalid SQL syntax -> SQL error: ParserError(\"",
            "stream_without_table", "SQL parse error | Caused by: Invalid SQL syntax -> SQL error: ParserError(\"",
            "dml", "failed to infer SQL output schema | Caused by: Error during planning: Inconsistent data length");

    private static AmpSimulator simulator;
    private static RawFlight client;

    @BeforeAll
    static void start() throws IOException {
        simulator = AmpSimulator.builder().blocks(1).start();
        client = new RawFlight(simulator.flightPort());
    }

    @AfterAll
    static void stop() {
        client.close();
        simulator.close();
    }

    @ParameterizedTest
    @MethodSource("infos")
    void flightInfoEqualsTheRecordedBytes(String name) {
        JsonNode recorded = INFOS.get(name);
        JsonNode request = recorded.get("request");

        Flight.FlightInfo info = client.info(request.get("sql").asText(), Recording.headers(request));

        byte[] expected = Base64.getDecoder().decode(recorded.get("_raw_b64").asText());
        assertThat(info.toByteArray()).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("errors")
    void statusesEqualTheRecordedOnes(String name) {
        JsonNode recorded = ERRORS.get(name);
        Status atInfo = Status.OK;
        Status atGet = Status.OK;
        try {
            Flight.FlightInfo info =
                    client.info(recorded.get("request").get("sql").asText());
            try (DoGet call = client.open(info.getEndpoint(0).getTicket())) {
                atGet = call.end();
            }
        } catch (StatusRuntimeException e) {
            atInfo = e.getStatus();
        }

        assertStatus(name, atInfo, recorded.get("get_flight_info"));
        if (recorded.has("do_get")) {
            assertStatus(name, atGet, recorded.get("do_get").get("end"));
        }
    }

    private static void assertStatus(String name, Status status, JsonNode recorded) {
        assertThat(status.getCode().name()).isEqualTo(recorded.get("code").asText());
        String text = recorded.path("message").asText("");
        if (BEGINNINGS.containsKey(name)) {
            assertThat(status.getDescription()).startsWith(BEGINNINGS.get(name));
        } else if (!text.isEmpty()) {
            assertThat(status.getDescription()).isEqualTo(text);
        }
    }

    static Stream<String> infos() {
        return INFOS.propertyStream().map(Map.Entry::getKey).filter(name -> !NOT_PLAYED.contains(name));
    }

    static Stream<String> errors() {
        return ERRORS.propertyStream()
                .filter(entry -> entry.getValue().path("request").path("sql").isTextual()
                        && !entry.getValue().path("request").has("type_url"))
                .map(Map.Entry::getKey);
    }
}
