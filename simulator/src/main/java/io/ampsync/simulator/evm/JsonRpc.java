package io.ampsync.simulator.evm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON-RPC 2.0 over HTTP, many calls to a request. Safe for use by many threads. */
final class JsonRpc implements AutoCloseable {
    /** Calls of one POST; hosted nodes refuse more than some hundreds. */
    static final int LARGEST_BATCH = 100;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int OK = 200;

    /** A method with its parameters, which must be texts, booleans or numbers. */
    record Call(String method, List<Object> params) {
        static Call of(String method, Object... params) {
            return new Call(method, List.of(params));
        }
    }

    private final URI node;
    private final ObjectMapper json = new ObjectMapper();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    JsonRpc(URI node) {
        this.node = node;
    }

    JsonNode call(String method, Object... params) throws IOException {
        return batch(List.of(Call.of(method, params))).getFirst();
    }

    /**
     * The results in the order of the calls; a JSON null is a NullNode.
     *
     * @throws RpcException when the node refuses one of them
     */
    List<JsonNode> batch(List<Call> calls) throws IOException {
        List<JsonNode> results = new ArrayList<>(calls.size());
        for (int from = 0; from < calls.size(); from += LARGEST_BATCH) {
            results.addAll(post(calls.subList(from, Math.min(calls.size(), from + LARGEST_BATCH))));
        }
        return results;
    }

    private List<JsonNode> post(List<Call> calls) throws IOException {
        ArrayNode body = json.createArrayNode();
        for (int id = 0; id < calls.size(); id++) {
            Call call = calls.get(id);
            body.addObject()
                    .put("jsonrpc", "2.0")
                    .put("id", id)
                    .put("method", call.method())
                    .set("params", json.valueToTree(call.params()));
        }
        JsonNode answers = send(json.writeValueAsBytes(body));
        if (answers.isObject()) {
            // A node that takes no batches answers the batch itself with one error.
            throw failure("a batch of " + calls.size(), answers.path("error"));
        }
        @Nullable JsonNode[] results = new JsonNode[calls.size()];
        for (JsonNode answer : answers) {
            int id = answer.path("id").asInt(-1);
            if (id < 0 || id >= results.length) {
                throw new IOException("the node answered a call that nobody made: " + answer);
            }
            if (answer.hasNonNull("error")) {
                throw failure(calls.get(id).method(), answer.get("error"));
            }
            results[id] = answer.path("result");
        }
        List<JsonNode> complete = new ArrayList<>(results.length);
        for (int id = 0; id < results.length; id++) {
            JsonNode result = results[id];
            if (result == null) {
                throw new IOException(
                        "the node left " + calls.get(id).method() + " of a batch of " + results.length + " unanswered");
            }
            complete.add(result);
        }
        return complete;
    }

    private static RpcException failure(String method, JsonNode error) {
        return new RpcException(
                method, error.path("code").asInt(), error.path("message").asText());
    }

    private JsonNode send(byte[] body) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(node)
                .timeout(PATIENCE)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<InputStream> response = http.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream answer = response.body()) {
                if (response.statusCode() != OK) {
                    throw new IOException("the node answered HTTP " + response.statusCode());
                }
                return json.readTree(answer);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            InterruptedIOException stopped = new InterruptedIOException("stopped while waiting for the node");
            stopped.initCause(e);
            throw stopped;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
