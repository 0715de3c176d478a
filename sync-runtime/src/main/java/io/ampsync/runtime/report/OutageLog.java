package io.ampsync.runtime.report;

import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.sync.CommitSummary;
import io.ampsync.runtime.sync.SyncListener;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says once that the database has been away for longer than a sync may count as ready without it. */
public final class OutageLog implements SyncListener {
    private static final Logger LOG = LoggerFactory.getLogger("io.ampsync");

    private final InstantSource clock;
    private final Duration limit;
    private final AtomicReference<@Nullable Outage> outage = new AtomicReference<>();

    public OutageLog(InstantSource clock, Duration limit) {
        this.clock = clock;
        this.limit = limit;
    }

    private record Outage(Instant since, boolean told) {}

    @Override
    public void databaseAnswered(@Nullable SyncException trouble) {
        if (trouble == null) {
            outage.set(null);
            return;
        }
        Instant now = clock.instant();
        Outage before = outage.get();
        Outage known = before == null ? new Outage(now, false) : before;
        boolean tell = !known.told() && Duration.between(known.since(), now).compareTo(limit) >= 0;
        if (outage.compareAndSet(before, new Outage(known.since(), known.told() || tell)) && tell) {
            LOG.atError()
                    .addKeyValue("reason", trouble.reason().label())
                    .addKeyValue("seconds", limit.toSeconds())
                    .log(Events.DB_CONNECTION_CIRCUIT_BREAKER_TRIGGERED + ": {}", trouble.explain());
        }
    }

    @Override
    public void resumed(String table, String network, @Nullable Cursor checkpoint, long rows) {
        outage.set(null);
    }

    @Override
    public void committed(String table, CommitSummary commit) {
        outage.set(null);
    }
}
