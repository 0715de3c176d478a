package io.ampsync.operator.observe;

import io.ampsync.api.StatusJson;
import io.ampsync.api.StatusReport;
import io.ampsync.operator.render.Renderer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;

/** {@code GET /status}, within two seconds and two mebibytes. */
public final class HttpReports implements ReportSource, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int LARGEST = 2 << 20;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final int port;

    public HttpReports() {
        this(Renderer.HTTP_PORT);
    }

    HttpReports(int port) {
        this.port = port;
    }

    @Override
    public StatusReport ask(String ip) throws IOException, InterruptedException {
        String host = ip.contains(":") ? "[" + ip + "]" : ip;
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + host + ":" + port + "/status"))
                .timeout(PATIENCE)
                .build();
        HttpResponse<String> response =
                client.send(request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), LARGEST));
        if (response.statusCode() != 200) {
            throw new IOException("GET /status was answered with " + response.statusCode());
        }
        try {
            return StatusJson.read(response.body());
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
