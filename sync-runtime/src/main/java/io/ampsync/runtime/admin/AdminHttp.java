package io.ampsync.runtime.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.ampsync.api.Reason;
import io.ampsync.runtime.config.AdminSettings;
import io.ampsync.runtime.fault.Pressure;
import io.ampsync.runtime.fault.SyncException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** GET with a deadline over the whole exchange, a bounded body, and failures told apart by {@link Reason}. */
final class AdminHttp implements AutoCloseable {
    /** Far above any manifest; a body beyond it comes from something else. */
    static final int MAX_BODY_BYTES = 16 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final AdminSettings settings;
    private final Duration timeout;
    private final HttpClient client;
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

    AdminHttp(AdminSettings settings, Duration timeout) {
        this.settings = settings;
        this.timeout = timeout;
        // A redirect would carry the token to another place.
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout);
        if (settings.caFile() != null) {
            builder.sslContext(TrustedCertificates.of(settings.caFile()));
        }
        this.client = builder.build();
    }

    /** Any status; {@code body} is a missing node if it is no JSON. */
    record Reply(int status, JsonNode body) {
        String errorCode() {
            return body.path("error_code").asText("");
        }
    }

    /** The body of a 200, or a failure with its reason. */
    Answer get(String path) throws InterruptedException {
        Reply reply = ask(path);
        if (reply.status() == 200 && reply.body().isObject()) {
            return new Answer("GET " + path, reply.body());
        }
        throw refused(path, reply);
    }

    /** As {@link #get}, without a judgement of the status. */
    Reply ask(String path) throws InterruptedException {
        URI uri;
        try {
            uri = URI.create(settings.endpoint() + path);
        } catch (IllegalArgumentException _) {
            throw notAPath();
        }
        // URI takes half of a surrogate pair, and the client then cannot write it.
        if (path.chars().anyMatch(c -> c > 0x7E)) {
            throw notAPath();
        }
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).timeout(timeout).header("accept", "application/json");
        if (settings.token() != null) {
            request.header("authorization", "Bearer " + settings.token().reveal());
        }
        Future<Reply> call = calls.submit(() -> exchange(path, request.build()));
        try {
            return call.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unreachable(
                    "did not answer GET " + path + " within " + timeout.toMillis() + " ms", e, Pressure.TIMEOUT);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SyncException known) {
                throw known;
            }
            throw unreachable("cannot be asked for GET " + path + ": " + cause(e.getCause()), e, Pressure.NONE);
        } finally {
            call.cancel(true);
        }
    }

    /** Part of a path comes from an answer before. */
    private SyncException notAPath() {
        return incompatible("names something that cannot be part of a URL");
    }

    /** The JDK's own texts are empty for the two most frequent ones. */
    private static String cause(@Nullable Throwable failure) {
        return switch (failure) {
            case ConnectException e when e.getCause() instanceof UnresolvedAddressException -> "no such host";
            case ConnectException e when e.getMessage() == null -> "connection refused";
            case null -> "no cause given";
            case SSLException e
            when String.valueOf(e.getMessage()).contains("SSL message") ->
                "it does not speak TLS; write AMP_ADMIN_API_ADDR with http, or correct the port";
            case SSLException e
            when String.valueOf(e.getMessage()).contains("certification path") ->
                "its certificate is not trusted; name its CA with AMPSYNC_TLS_CA_FILE (" + e.getMessage() + ")";
            case IOException e
            when String.valueOf(e.getMessage()).matches("(?s).*(status line|received no bytes).*") ->
                "it does not speak HTTP/1; AMP_ADMIN_API_ADDR is probably a gRPC or TLS port, the Admin API's is 1610"
                        + " by default";
            default -> failure.toString();
        };
    }

    private Reply exchange(String path, HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            byte[] bytes = body.readNBytes(MAX_BODY_BYTES + 1);
            if (bytes.length > MAX_BODY_BYTES) {
                throw incompatible("answered GET " + path + " with more than " + MAX_BODY_BYTES + " bytes");
            }
            return new Reply(response.statusCode(), parsed(bytes));
        }
    }

    private static JsonNode parsed(byte[] bytes) {
        try {
            return JSON.readTree(new String(bytes, StandardCharsets.UTF_8));
        } catch (JsonProcessingException _) {
            return MissingNode.getInstance();
        }
    }

    SyncException refused(String path, Reply reply) {
        String answer = "answered GET " + path + " with " + reply.status();
        String message = reply.body().path("error_message").asText("");
        String detail = message.isEmpty() ? answer : answer + ": " + message;
        return switch (reply.status()) {
            case 401, 403 -> new SyncException(Reason.SOURCE_UNAUTHENTICATED, sentence(detail));
            case 404 ->
                reply.errorCode().endsWith("_NOT_FOUND")
                        ? new SyncException(Reason.DATASET_NOT_FOUND, sentence(detail))
                        : incompatible(answer + ": it has no such path");
            case 429 -> unreachable(detail, null, Pressure.RATE_LIMIT);
            case 504 -> unreachable(detail, null, Pressure.TIMEOUT);
            case 200 -> incompatible(answer + " and no JSON object");
            default -> reply.status() >= 500 ? unreachable(detail, null, Pressure.NONE) : incompatible(detail);
        };
    }

    SyncException incompatible(String what) {
        return new SyncException(Reason.SOURCE_INCOMPATIBLE, sentence(what));
    }

    private SyncException unreachable(String what, @Nullable Throwable cause, Pressure pressure) {
        return new SyncException(Reason.SOURCE_UNREACHABLE, sentence(what), cause, pressure);
    }

    private String sentence(String what) {
        return "The Admin API at " + settings.endpoint() + " " + what + ".";
    }

    @Override
    public void close() {
        calls.shutdownNow();
        client.shutdownNow();
    }
}
