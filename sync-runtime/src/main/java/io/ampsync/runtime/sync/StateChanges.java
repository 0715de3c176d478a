package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.Cursor;

/** Tells the listener of a table's state, once per change. One thread. */
final class StateChanges {
    private final String table;
    private final SyncListener listener;
    private TableState state = TableState.PENDING;
    private boolean told;

    StateChanges(String table, SyncListener listener) {
        this.table = table;
        this.listener = listener;
    }

    void change(TableState next) {
        if (next != state || !told) {
            state = next;
            told = true;
            listener.stateChanged(table, next);
        }
    }

    TableState current() {
        return state;
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
