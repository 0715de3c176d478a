package io.ampsync.runtime.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An Admin API that can be made to say with HTTP 200 what is not so. */
final class LyingAdmin implements AutoCloseable {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private final HttpServer server;
    private final String behind;
    private final AtomicInteger answers = new AtomicInteger();
    private volatile @Nullable String lie;

    /** Passes requests on to the Admin API at {@code behind}. */
    LyingAdmin(String behind) throws IOException {
        this.behind = behind;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on every answer is this; null: the truth. */
    void say(@Nullable String body) {
        lie = body;
        answers.set(0);
    }

    /** How often it has answered since it was told what. */
    int answers() {
        return answers.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String instead = lie;
            if (instead != null) {
                send(exchange, 200, instead.getBytes(StandardCharsets.UTF_8));
                answers.incrementAndGet();
                return;
            }
            HttpResponse<byte[]> truth = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(behind + exchange.getRequestURI()))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
            send(exchange, truth.statusCode(), truth.body());
            answers.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
