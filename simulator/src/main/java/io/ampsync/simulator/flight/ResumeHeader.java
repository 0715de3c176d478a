package io.ampsync.simulator.flight;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.simulator.chain.Hash;
import io.ampsync.simulator.stream.Cursor;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The resume header: anything that is not exactly a map of cursors is dropped without a sign (amp-protocol 1.6). */
final class ResumeHeader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private ResumeHeader() {}

    static Optional<Map<String, Cursor>> parse(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return Optional.empty();
        }
        try {
            @Nullable JsonNode json = JSON.readTree(value);
            return json != null && json.isObject() ? cursors(json) : Optional.empty();
        } catch (JacksonException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<Map<String, Cursor>> cursors(JsonNode json) {
        Map<String, Cursor> cursors = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            JsonNode number = entry.getValue().path("number");
            JsonNode hash = entry.getValue().path("hash");
            if (!number.isIntegralNumber() || !hash.isTextual()) {
                return Optional.empty();
            }
            cursors.put(entry.getKey(), new Cursor(number.longValue(), Hash.parse(hash.textValue())));
        }
        return Optional.of(cursors);
    }
}
