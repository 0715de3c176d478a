package io.ampsync.runtime.fault;

import io.ampsync.api.Reason;
import org.jspecify.annotations.Nullable;

/** A failure with a {@link Reason}; its message is one sentence with names and numbers, never a secret. */
public final class SyncException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Reason reason;
    private final Pressure pressure;

    public SyncException(Reason reason, String message) {
        this(reason, message, null);
    }

    public SyncException(Reason reason, String message, @Nullable Throwable cause) {
        this(reason, message, cause, Pressure.NONE);
    }

    /** @param pressure whether the server asks for fewer requests */
    public SyncException(Reason reason, String message, @Nullable Throwable cause, Pressure pressure) {
        super(message, cause);
        this.reason = reason;
        this.pressure = pressure;
    }

    public Reason reason() {
        return reason;
    }

    public Pressure pressure() {
        return pressure;
    }

    /** Reason, message, effect on the stored data and next step, in one line for a log or a terminal. */
    public String explain() {
        return reason.label() + ": " + getMessage() + " " + reason.effect() + " " + reason.nextStep();
    }
}
