package io.ampsync.operator.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * {@code /healthz}: the process should live. {@code /readyz}: its watches are in place; a standby is ready too.
 * {@code /metrics}: Prometheus.
 */
public final class OperatorServer implements AutoCloseable {
    private final HttpServer server;

    private OperatorServer(HttpServer server) {
        this.server = server;
    }

    /** Listens on a port; 0 picks a free one. */
    public static OperatorServer start(
            int port,
            BooleanSupplier healthy,
            BooleanSupplier ready,
            PrometheusMeterRegistry registry,
            SyncMetrics syncs)
            throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/healthz", exchange -> check(exchange, healthy));
        server.createContext("/readyz", exchange -> check(exchange, ready));
        Supplier<String> metrics = () -> {
            syncs.refresh();
            return registry.scrape();
        };
        server.createContext("/metrics", exchange -> answer(exchange, 200, metrics.get()));
        server.start();
        return new OperatorServer(server);
    }

    public int port() {
        return server.getAddress().getPort();
    }

    private static void check(HttpExchange exchange, BooleanSupplier fine) throws IOException {
        boolean yes = fine.getAsBoolean();
        answer(exchange, yes ? 200 : 503, yes ? "ok\n" : "not ok\n");
    }

    private static void answer(HttpExchange exchange, int code, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
