package io.ampsync.runtime.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ampsync.api.Reason;
import io.ampsync.api.StatusJson;
import io.ampsync.api.StatusReport;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.fault.SyncException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What others may ask a running sync, over HTTP on all interfaces: {@code /healthz}, {@code /readyz}, {@code /metrics}
 * and {@code /status}. Whether it is alive depends on neither source nor database.
 */
public final class HealthServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String JSON = "application/json";
    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String INDEX = """
            ampsync
              /healthz  200 while the process lives
              /readyz   200 if every table runs what was asked, else 503 and the tables that do not
              /metrics  Prometheus
              /status   the status report, JSON
            """;
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
            .build();

    private final HttpServer server;
    private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();
    private final Supplier<StatusReport> report;
    private final Supplier<Readiness> readiness;
    private final PrometheusMeterRegistry registry;

    /**
     * Answers from now on.
     *
     * @param port 0 for any free one
     * @throws SyncException {@link Reason#CONFIGURATION_INVALID} if the port cannot be had
     */
    public HealthServer(
            int port, Supplier<StatusReport> report, Supplier<Readiness> readiness, PrometheusMeterRegistry registry) {
        this.report = report;
        this.readiness = readiness;
        this.registry = registry;
        try {
            this.server = HttpServer.create(new InetSocketAddress(port), 0);
        } catch (IOException e) {
            handlers.close();
            throw new SyncException(
                    Reason.CONFIGURATION_INVALID, "HEALTH_PORT " + port + " cannot be had: " + e.getMessage() + ".", e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(handlers);
        server.start();
    }

    /** The port that it listens on. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** What to send back. */
    private record Response(int status, String contentType, String body) {}

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String method = exchange.getRequestMethod();
            boolean reads = method.equals("GET") || method.equals("HEAD");
            Response response =
                    reads ? response(exchange.getRequestURI().getPath()) : new Response(405, TEXT, "only GET\n");
            byte[] body = response.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", response.contentType());
            if (method.equals("HEAD")) {
                exchange.getResponseHeaders().set("content-length", String.valueOf(body.length));
                exchange.sendResponseHeaders(response.status(), -1);
            } else {
                exchange.sendResponseHeaders(response.status(), body.length);
                exchange.getResponseBody().write(body);
            }
        }
    }

    private Response response(String path) {
        try {
            return switch (path) {
                case "/" -> new Response(200, TEXT, INDEX);
                case "/healthz" -> new Response(200, TEXT, "ok\n");
                case "/readyz" -> readiness();
                case "/metrics" -> new Response(200, METRICS, registry.scrape());
                case "/status" -> new Response(200, JSON, StatusJson.write(report.get()));
                default -> new Response(404, TEXT, "not here; / lists what is\n");
            };
        } catch (IOException | RuntimeException e) {
            LOG.atError().setCause(e).addKeyValue("path", path).log(Events.HEALTH_REQUEST_FAILED);
            return new Response(500, TEXT, "a defect; see the log\n");
        }
    }

    private Response readiness() throws IOException {
        Readiness now = readiness.get();
        return new Response(now.ready() ? 200 : 503, JSON, MAPPER.writeValueAsString(now));
    }

    @Override
    public void close() {
        server.stop(0);
        handlers.shutdownNow();
    }
}
