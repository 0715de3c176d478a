package io.ampsync.simulator.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/** An answer with a JSON body, or with none. */
public record HttpAnswer(int status, Optional<JsonNode> body) {
    public static HttpAnswer ok(JsonNode body) {
        return of(200, body);
    }

    public static HttpAnswer of(int status, JsonNode body) {
        return new HttpAnswer(status, Optional.of(body));
    }

    public static HttpAnswer empty(int status) {
        return new HttpAnswer(status, Optional.empty());
    }
}
