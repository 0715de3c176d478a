package io.ampsync.simulator.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.simulator.DoGet;
import io.ampsync.simulator.Message;
import io.ampsync.simulator.admin.AdminPort;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.http.JsonClient;
import io.grpc.Status;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.impl.Flight;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** 10_derived and 14_derived_reorg: a dataset made by SQL of another, from its registration on. */
class RecordedDerivedTest {
    private static final JsonNode DERIVED = Recording.load("10_derived");
    private static final JsonNode REORG = Recording.load("14_derived_reorg");
    private static final String STREAM = DERIVED.get("stream").get("request").asText();
    private static final DatasetName SLIM = new DatasetName("demo", "slim");

    private Played played;
    private AdminPort adminPort;
    private JsonClient admin;

    private void start(long head) throws Exception {
        played = Played.at(head);
        adminPort = AdminPort.start(played.simulator(), 0);
        admin = new JsonClient(adminPort.url());
    }

    @BeforeEach
    void register() throws Exception {
        start(2_550);
        assertAnswer("schema");
        assertAnswer("register");
    }

    @AfterEach
    void stop() {
        admin.close();
        adminPort.close();
        played.close();
    }

    @Test
    void adminAnswersOfADerivedDataset10() throws Exception {
        assertAnswer("deploy");
        for (String request : List.of(
                "GET /datasets",
                "GET /datasets/demo/slim/versions",
                "GET /datasets/demo/slim/versions/0.1.0",
                "GET /datasets/demo/slim/versions/0.1.0/manifest")) {
            assertAnswer(request);
        }
    }

    @Test
    void beforeDeploymentAQueryPlansButDoesNotRun10() {
        JsonNode recorded = DERIVED.get("before_deploy").get("stream");

        Flight.FlightInfo info = played.client().info(STREAM);
        Status end = played.client().open(info.getEndpoint(0).getTicket()).end();

        assertThat(info.getSchema().size())
                .isEqualTo(recorded.get("flight_info").get("schema_bytes_len").asInt());
        assertThat(end.getCode().name())
                .isEqualTo(recorded.get("end").get("code").asText());
        assertThat(comparable(String.valueOf(end.getDescription())))
                .isEqualTo(comparable(recorded.get("end").get("message").asText()));
    }

    @Test
    void rightAfterDeploymentThereIsNothingAndThenEverything10() throws Exception {
        assertAnswer("deploy");
        played.simulator().job(SLIM, "0.1.0").empty();
        JsonNode recorded = DERIVED.get("right_after_deploy");

        assertThat(Recording.shapes(played.client().all(STREAM)))
                .isEqualTo(Recording.shapes(recorded.get(0).get("messages")));

        played.simulator().job(SLIM, "0.1.0").go();

        try (DoGet stream = played.client().open(STREAM)) {
            JsonNode messages = recorded.get(1).get("messages");
            assertThat(Recording.closings(Played.like(messages, stream))).isEqualTo(Recording.closings(messages));
        }
    }

    @Test
    void streamOfADerivedTable10() throws Exception {
        assertAnswer("deploy");
        JsonNode recorded = DERIVED.get("stream").get("messages");
        try (DoGet stream = played.client().open(STREAM)) {
            List<Message> received = stream.microbatch();
            received.addAll(stream.microbatch());
            received.addAll(stream.microbatch());
            played.chain().advance(1);
            received.addAll(stream.microbatch());

            assertThat(received.getFirst().data().toByteArray()).isEqualTo(Recording.bytes(recorded.get(0)));
            assertThat(Recording.closings(received)).isEqualTo(Recording.closings(recorded));
            assertThat(Recording.firstRows(Recording.shapes(received)))
                    .isEqualTo(Recording.firstRows(Recording.shapes(recorded)));
        }
    }

    @Test
    void reorgsOfTheBaseGoThroughTheDerivedTable14() throws Exception {
        assertAnswer("deploy");
        played.chain().advance(2_568 - 2_550);
        try (DoGet stream = played.client().open(REORG.get("request").asText(), played.resume(2_568))) {
            for (JsonNode step : REORG.get("steps")) {
                play(step.get("step").asText());

                assertThat(Recording.closings(stream.microbatch()))
                        .as(step.get("step").asText())
                        .isEqualTo(Recording.closings(step.get("messages")));
            }
        }
    }

    private void play(String step) {
        switch (step) {
            case "mine 1 with logs", "mine 1" -> played.chain().advance(1);
            case "mine 3" -> played.chain().advance(3);
            case "mine 5" -> played.chain().advance(5);
            case "reorg 1 + mine 1" -> played.chain().reorg(1, 2);
            case "reorg 3 + mine 1" -> played.chain().reorg(3, 4);
            case "reorg 8 + mine 2" -> played.chain().reorg(8, 10);
            default -> throw new IllegalArgumentException(step);
        }
    }

    private void assertAnswer(String name) throws IOException, InterruptedException {
        JsonNode recorded = DERIVED.get(name);
        String[] request = recorded.get("request").asText().split(" ", 2);
        JsonNode body = recorded.get("request_body");

        JsonClient.Answer answer = admin.send(request[0], request[1], body.isNull() ? "" : body.toString());

        assertThat(answer.status()).isEqualTo(recorded.get("status").asInt());
        assertThat(comparable(answer.body().toString()))
                .isEqualTo(comparable(recorded.get("body").toString()));
    }

    /** Hashes and times are others, and {@code POST /schema} of the recording names no column order. */
    private static String comparable(String text) {
        Map<String, String> masks = Map.of("[0-9a-f]{64}", "HASH", "\"20\\d\\d-[^\"]*\\+00:00\"", "\"TIME\"");
        String masked = text;
        for (Map.Entry<String, String> mask : masks.entrySet()) {
            masked = masked.replaceAll(mask.getKey(), mask.getValue());
        }
        return masked;
    }
}
