package io.ampsync.runtime.encode;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;

/** A value that PostgreSQL cannot hold; whoever knows column and block turns it into the failure that leaves. */
final class RefusedValue extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RefusedValue(String value, String why) {
        super(value + " " + why, null, false, false);
    }

    SyncException in(String column, long block) {
        return new SyncException(
                Reason.VALUE_REFUSED, "Column \"" + column + "\" of block " + block + ": " + getMessage() + ".");
    }
}
