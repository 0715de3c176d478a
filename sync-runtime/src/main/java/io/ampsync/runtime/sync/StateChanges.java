package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.Cursor;
import org.jspecify.annotations.Nullable;

/** Tells the listener of a table's state, once per change. One thread. */
final class StateChanges {
    private final String table;
    private final SyncListener listener;
    private @Nullable TableState state;

    StateChanges(String table, SyncListener listener) {
        this.table = table;
        this.listener = listener;
    }

    void change(TableState next) {
        if (next != state) {
            state = next;
            listener.stateChanged(table, next);
        }
    }

    /** The table keeps what it has; the state says why nothing comes. */
    void behind(long head, Cursor checkpoint) {
        listener.failed(
                table,
                new SyncException(
                        Reason.SOURCE_BEHIND,
                        "The source is at block " + head + ", and block " + checkpoint.number() + " is stored."));
    }
}
