package io.ampsync.simulator.admin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.ampsync.simulator.http.HttpAnswer;

/** An error answer: {@code {"error_code":…,"error_message":…}} with its HTTP status. */
final class Refusal extends RuntimeException {
    private final int status;
    private final String code;

    Refusal(int status, String code, String message) {
        super(message);
        this.status = status;
        this.code = code;
    }

    static Refusal badRequest(String code, String message) {
        return new Refusal(400, code, message);
    }

    static Refusal notFound(String code, String message) {
        return new Refusal(404, code, message);
    }

    HttpAnswer answer() {
        return HttpAnswer.of(
                status,
                JsonNodeFactory.instance.objectNode().put("error_code", code).put("error_message", getMessage()));
    }
}
