package io.ampsync.simulator.admin;

import io.ampsync.simulator.http.HttpAnswer;
import java.time.Duration;
import java.util.Optional;

/** What goes wrong on the Admin port; {@code /healthz} is spared. Safe for use by many threads. */
public final class AdminFaults {
    private static final int NOT_FOUND = 404;
    private static final int SERVER_ERROR = 500;

    private int status;
    private int calls;
    private Duration delay = Duration.ZERO;

    /** The next {@code failingCalls} requests are answered with this status; a later call replaces this one. */
    public synchronized void fail(int httpStatus, int failingCalls) {
        status = httpStatus;
        calls = failingCalls;
    }

    /** Every request waits this long before it is looked at; zero ends that. */
    public synchronized void delay(Duration pause) {
        delay = pause;
    }

    /** Calls that will still fail. */
    public synchronized int waiting() {
        return calls;
    }

    synchronized Duration delay() {
        return delay;
    }

    /** What to answer instead, if this request is to fail. */
    synchronized Optional<HttpAnswer> strike() {
        if (calls == 0) {
            return Optional.empty();
        }
        calls--;
        return Optional.of(
                switch (status) {
                    case NOT_FOUND ->
                        Refusal.notFound("DATASET_NOT_FOUND", "dataset not found (fault)")
                                .answer();
                    case SERVER_ERROR ->
                        new Refusal(SERVER_ERROR, "METADATA_DB_ERROR", "metadata db error: fault").answer();
                    // Not the server's own: what a gateway before it says has no such body.
                    default -> HttpAnswer.empty(status);
                });
    }
}
