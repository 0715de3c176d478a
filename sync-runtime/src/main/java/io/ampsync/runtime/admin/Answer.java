package io.ampsync.runtime.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;

/**
 * A JSON body with status 200.
 *
 * @param request for messages, as in {@code GET /datasets}
 */
record Answer(String request, JsonNode body) {
    /** A member that must be text. */
    String text(JsonNode of, String member) {
        JsonNode value = of.path(member);
        if (!value.isTextual()) {
            throw unexpected("has no text " + member);
        }
        return value.asText();
    }

    /** A member that must be an array. */
    ArrayNode array(JsonNode of, String member) {
        if (of.path(member) instanceof ArrayNode array) {
            return array;
        }
        throw unexpected("has no list " + member);
    }

    private SyncException unexpected(String what) {
        return new SyncException(Reason.SOURCE_INCOMPATIBLE, "The Admin API's answer to " + request + " " + what + ".");
    }
}
