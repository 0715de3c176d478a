package io.ampsync.runtime.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ampsync.runtime.config.AdminSettings;
import io.ampsync.runtime.config.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/** A real HTTP server that gives the answers it was told to give, and 404 without a body otherwise. */
final class AdminServer implements AutoCloseable {
    private static final Reply NO_ROUTE = new Reply(404, "");

    private final HttpServer server;
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();

    private record Reply(int status, String body) {}

    AdminServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    /** Every GET of a recording, with the status and body of its first answer. */
    AdminServer playing(String recording) {
        try (InputStream in = AdminServer.class.getResourceAsStream("/recordings/" + recording)) {
            for (JsonNode item : new ObjectMapper().readTree(Objects.requireNonNull(in))) {
                String request = item.path("request").asText();
                if (request.startsWith("GET ")) {
                    replies.putIfAbsent(
                            request.substring(4),
                            new Reply(
                                    item.path("status").asInt(),
                                    item.path("body_text").asText()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    AdminServer answering(String path, String body) {
        return answering(path, 200, body);
    }

    AdminServer answering(String path, int status, String body) {
        replies.put(path, new Reply(status, body));
        return this;
    }

    AdminSettings settings(String token) {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new AdminSettings(endpoint, true, token.isEmpty() ? null : new Secret(token), null);
    }

    /** Paths with query, in order. */
    List<String> requests() {
        return requests;
    }

    /** The authorization header of each request, or an empty text. */
    List<String> tokens() {
        return tokens;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().toString();
        requests.add(path);
        tokens.add(Optional.ofNullable(exchange.getRequestHeaders().getFirst("authorization"))
                .orElse(""));
        Reply reply = replies.getOrDefault(path, NO_ROUTE);
        byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
