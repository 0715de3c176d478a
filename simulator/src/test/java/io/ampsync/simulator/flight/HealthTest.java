package io.ampsync.simulator.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.RawFlight;
import io.ampsync.simulator.era.Era;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {
    @ParameterizedTest(name = "44: era {0}, GET {1} on the Flight port: grpc-status {2}")
    @CsvSource({"HEAD, /healthz, ''", "HEAD, /, 12", "S1, /healthz, 12"})
    @DisplayName("44: GET on the Flight port is 200, and outside /healthz of HEAD a gRPC error")
    void getOnTheFlightPort(Era era, String path, String grpcStatus) throws Exception {
        try (AmpSimulator simulator = AmpSimulator.builder().era(era).start();
                RawFlight client = new RawFlight(simulator.flightPort());
                HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .build()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(simulator.flightUrl() + path))
                    .build();

            HttpResponse<Void> response = http.send(request, BodyHandlers.discarding());

            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("grpc-status").orElse("")).isEqualTo(grpcStatus);
            assertThat(client.info("SELECT * FROM anvil_rpc.logs").getEndpointCount())
                    .isEqualTo(1);
        }
    }
}
