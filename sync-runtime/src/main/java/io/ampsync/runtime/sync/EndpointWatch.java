package io.ampsync.runtime.sync;

import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.resilience.CircuitBreaker;
import io.ampsync.runtime.resilience.Endpoints;
import org.jspecify.annotations.Nullable;

/** Tells the breakers what the tables, and those who watch over all of them, hear from the servers. */
public final class EndpointWatch implements SyncListener {
    private final Endpoints endpoints;

    public EndpointWatch(Endpoints endpoints) {
        this.endpoints = endpoints;
    }

    @Override
    public void received(String table, long rows, long bytes) {
        endpoints.source().succeeded();
    }

    @Override
    public void resumed(String table, String network, @Nullable Cursor checkpoint, long rows) {
        endpoints.database().succeeded();
    }

    @Override
    public void committed(String table, CommitSummary commit) {
        endpoints.database().succeeded();
    }

    @Override
    public void failed(String table, SyncException failure) {
        endpoints.failed(failure.reason());
    }

    @Override
    public void sourceAnswered(@Nullable SyncException trouble) {
        answered(endpoints.source(), trouble);
    }

    @Override
    public void databaseAnswered(@Nullable SyncException trouble) {
        answered(endpoints.database(), trouble);
    }

    private void answered(CircuitBreaker breaker, @Nullable SyncException trouble) {
        if (trouble == null) {
            breaker.answered();
        } else {
            endpoints.failed(trouble.reason());
        }
    }
}
