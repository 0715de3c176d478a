package io.ampsync.simulator.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Plain HTTP/1.1 on all interfaces, a virtual thread for each request. */
public final class HttpPort implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpPort.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int DEFECT = 500;

    private final HttpServer server;
    private final ExecutorService threads;

    private HttpPort(HttpServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /** Port 0 picks a free one. A failure of {@code routes} is logged and answered with 500. */
    public static HttpPort start(int port, Function<HttpRequest, HttpAnswer> routes) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", exchange -> serve(exchange, routes));
        server.start();
        return new HttpPort(server, threads);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** For example {@code http://127.0.0.1:1610}. */
    public String url() {
        return "http://127.0.0.1:" + port();
    }

    /** Stops at once. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void serve(HttpExchange exchange, Function<HttpRequest, HttpAnswer> routes) throws IOException {
        try (exchange) {
            HttpAnswer answer;
            try {
                answer = routes.apply(read(exchange));
            } catch (RuntimeException e) {
                LOG.error("{} {} failed", exchange.getRequestMethod(), exchange.getRequestURI(), e);
                answer = HttpAnswer.of(DEFECT, JSON.createObjectNode().put("error", e.toString()));
            }
            write(exchange, answer);
        }
    }

    private static HttpRequest read(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        List<String> path = Arrays.stream(uri.getRawPath().split("/", -1))
                .skip(1)
                .map(HttpPort::decode)
                .toList();
        return new HttpRequest(
                exchange.getRequestMethod(),
                path.equals(List.of("")) ? List.of() : path,
                query(uri.getRawQuery()),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("authorization")),
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    private static Map<String, String> query(@Nullable String text) {
        Map<String, String> parameters = new HashMap<>();
        if (text != null && !text.isEmpty()) {
            for (String pair : text.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                parameters.put(decode(name), equals < 0 ? "" : decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static void write(HttpExchange exchange, HttpAnswer answer) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("vary", "origin, access-control-request-method, access-control-request-headers");
        headers.set("access-control-allow-origin", "*");
        headers.set("access-control-expose-headers", "*");
        if (answer.body().isEmpty()) {
            headers.set("content-length", "0");
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        byte[] body = JSON.writeValueAsBytes(answer.body().get());
        headers.set("content-type", "application/json");
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }
}
