package io.ampsync.simulator.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 15_transport: plain GETs and a request above the limit. */
class RecordedTransportTest {
    private static final JsonNode RECORDED = Recording.load("15_transport");
    private static Played played;

    @BeforeAll
    static void start() throws IOException {
        played = Played.at(1);
    }

    @AfterAll
    static void stop() {
        played.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http1_get_/healthz", "http1_get_/"})
    void getHasTheRecordedStatusAndHeaders(String name) throws IOException, InterruptedException {
        JsonNode recorded = RECORDED.get(name);
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(played.simulator().flightUrl() + name.replace("http1_get_", "")))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());

            assertThat(answer.statusCode()).isEqualTo(recorded.get("status").asInt());
            assertThat(answer.body()).isEqualTo(recorded.get("body").asText());
            for (JsonNode header : recorded.get("headers")) {
                if (!header.get(0).asText().equals("date")) {
                    assertThat(answer.headers().map())
                            .contains(Map.entry(
                                    header.get(0).asText(),
                                    List.of(header.get(1).asText())));
                }
            }
        }
    }

    @Test
    void requestAboveFourMebibytesIsRefusedForGood() {
        String sql = "SELECT 1 -- " + "x".repeat(5 * 1024 * 1024);

        StatusRuntimeException refused = catchThrowableOfType(
                StatusRuntimeException.class, () -> played.client().info(sql));

        assertThat(refused.getStatus().getCode().name())
                .isEqualTo(RECORDED.get("request_5_MiB").get("code").asText());
    }
}
