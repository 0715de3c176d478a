package io.ampsync.simulator.query;

import io.grpc.Status;

/** A query that the server answers with a status (amp-protocol 5 and 16). */
public final class Refused extends RuntimeException {
    private static final String INFERENCE = "failed to infer SQL output schema | Caused by: ";

    private final Status.Code code;

    public Refused(Status.Code code, String text) {
        super(text);
        this.code = code;
    }

    public Status.Code code() {
        return code;
    }

    static Refused syntax(String cause) {
        return new Refused(Status.Code.INVALID_ARGUMENT, "SQL parse error | Caused by: " + cause);
    }

    static Refused planning(String cause) {
        String text = "Error during planning: " + cause;
        return new Refused(Status.Code.INTERNAL, INFERENCE + text + " -> " + text);
    }

    /** Said once, where {@link #planning} says it twice. */
    static Refused inference(String cause) {
        return new Refused(Status.Code.INTERNAL, INFERENCE + "Error during planning: " + cause);
    }

    static Refused schema(String cause) {
        String text = "Schema error: " + cause;
        return new Refused(Status.Code.INTERNAL, INFERENCE + text + " -> " + text + " -> " + cause);
    }

    /** Internally tagged by the server as invalid input; such texts contain line feeds. */
    static Refused invalidInput(String cause) {
        String text = "Error during planning: " + cause;
        return new Refused(
                Status.Code.INVALID_ARGUMENT, INFERENCE + "amp::invalid_input\ncaused by\n" + text + " -> " + text);
    }

    /** SQL that a real server can run and this one cannot. */
    static Refused unsupported(Object what) {
        return new Refused(Status.Code.INTERNAL, "the simulator does not execute this SQL: " + what);
    }
}
