package io.ampsync.simulator.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.simulator.DoGet;
import io.ampsync.simulator.Message;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 16_streaming_sql: which SQL streams, and how the rest is refused. */
class RecordedSqlTest {
    private static final JsonNode RECORDED = Recording.load("16_streaming_sql");

    /** SQL that a real server runs and the simulator refuses (docs/simulator.md). */
    private static final Set<String> NOT_PLAYED =
            Set.of("inner_join", "group_by_block_num_fn", "union_all", "semi_join", "evm_topic", "explain");

    private static Played played;

    @BeforeAll
    static void start() throws IOException {
        played = Played.at(2_585);
    }

    @AfterAll
    static void stop() {
        played.close();
    }

    @ParameterizedTest
    @MethodSource("streams")
    void streamsAsRecorded(String name) {
        JsonNode recorded = RECORDED.get(name);
        try (DoGet stream = played.client().open(recorded.get("request").asText())) {
            List<Message> received = Played.like(recorded.get("messages"), stream);

            assertThat(received.getFirst().data().toByteArray())
                    .isEqualTo(Recording.bytes(recorded.get("messages").get(0)));
            assertThat(Recording.closings(received)).isEqualTo(Recording.closings(recorded.get("messages")));
            assertThat(Recording.firstRows(Recording.shapes(received)))
                    .isEqualTo(Recording.firstRows(Recording.shapes(recorded.get("messages"))));
        }
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void refusedAsRecorded(String name) {
        JsonNode recorded = RECORDED.get(name);
        Status atInfo = Status.OK;
        Status atGet = Status.OK;
        try {
            var ticket = played.client()
                    .info(recorded.get("request").asText())
                    .getEndpoint(0)
                    .getTicket();
            try (DoGet call = played.client().open(ticket)) {
                atGet = call.end();
            }
        } catch (StatusRuntimeException e) {
            atInfo = e.getStatus();
        }

        assertStatus(atInfo, recorded.get("flight_info_status"));
        if (recorded.has("end")) {
            assertStatus(atGet, recorded.get("end"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"inner_join", "group_by_block_num_fn", "union_all", "semi_join", "evm_topic", "explain"})
    void whatIsNotPlayedIsRefusedWithAReasonAndNeverAnsweredWrongly(String name) {
        String sql = RECORDED.get(name).get("request").asText();
        Status status;
        try (DoGet call = played.client().open(sql)) {
            status = call.end();
        } catch (StatusRuntimeException e) {
            status = e.getStatus();
        }

        assertThat(NOT_PLAYED).contains(name);
        assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(status.getDescription()).startsWith("the simulator does not execute");
    }

    static Stream<String> streams() {
        return names().filter(name -> RECORDED.get(name).path("messages").size() > 0);
    }

    static Stream<String> refusals() {
        return names().filter(name -> RECORDED.get(name).path("messages").isEmpty());
    }

    private static Stream<String> names() {
        return RECORDED.propertyStream().map(Map.Entry::getKey).filter(name -> !NOT_PLAYED.contains(name));
    }

    private static void assertStatus(Status status, JsonNode recorded) {
        assertThat(status.getCode().name())
                .as(status.toString())
                .isEqualTo(recorded.get("code").asText());
        if (!recorded.path("message").asText("").isEmpty()) {
            assertThat(status.getDescription())
                    .isEqualTo(recorded.get("message").asText());
        }
    }
}
