package io.ampsync.simulator.evm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;

/** Stands before a node and lacks methods that it has, or is away altogether. */
final class NodeProxy implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonRpc behind;
    private final HttpServer server;
    private final Set<String> missing = ConcurrentHashMap.newKeySet();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean away;

    private NodeProxy(JsonRpc behind, HttpServer server) {
        this.behind = behind;
        this.server = server;
    }

    static NodeProxy of(URI node) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        NodeProxy proxy = new NodeProxy(new JsonRpc(node), server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", proxy::answer);
        server.start();
        return proxy;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    URI without(String method) {
        missing.add(method);
        return url();
    }

    void away(boolean value) {
        away = value;
    }

    int refused() {
        return refused.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode calls = JSON.readTree(exchange.getRequestBody());
            if (away) {
                refused.incrementAndGet();
                exchange.sendResponseHeaders(503, -1);
                return;
            }
            ArrayNode answers = JSON.createArrayNode();
            for (JsonNode call : calls) {
                answer(call, answers.addObject().set("id", call.get("id")));
            }
            byte[] body = JSON.writeValueAsBytes(answers);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private void answer(JsonNode call, ObjectNode answer) throws IOException {
        String method = call.get("method").asText();
        if (missing.contains(method)) {
            answer.putObject("error").put("code", -32601).put("message", "Method not found");
            return;
        }
        Object[] params = StreamSupport.stream(call.get("params").spliterator(), false)
                .map(param -> (Object) param)
                .toArray();
        answer.set("result", behind.call(method, params));
    }

    @Override
    public void close() {
        server.stop(0);
        behind.close();
    }
}
