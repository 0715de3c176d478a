package io.ampsync.runtime.report;

import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.PastReorgs;
import io.ampsync.runtime.report.TableStatus.Head;
import io.ampsync.runtime.report.TableStatus.NetworkStatus;
import io.ampsync.runtime.sync.CommitSummary;
import io.ampsync.runtime.sync.ReorgSummary;
import io.ampsync.runtime.sync.SyncListener;
import io.ampsync.runtime.sync.TableState;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The live state of every table: written by the tables' threads, read by everyone. */
public final class StatusBoard implements SyncListener {
    private final InstantSource clock;
    private final AtomicReference<Map<String, TableStatus>> tables = new AtomicReference<>(Map.of());

    public StatusBoard(InstantSource clock) {
        this.clock = clock;
    }

    /** All tables, by name. */
    public List<TableStatus> tables() {
        return List.copyOf(tables.get().values());
    }

    /** One table; pending if nothing was said of it yet. */
    public TableStatus table(String name) {
        TableStatus status = tables.get().get(name);
        return status == null ? TableStatus.pending(name) : status;
    }

    /** Changes one table, adding it if it is new. The change may be applied more than once. */
    public void update(String name, UnaryOperator<TableStatus> change) {
        tables.updateAndGet(before -> {
            Map<String, TableStatus> after = new TreeMap<>(before);
            TableStatus status = before.get(name);
            after.put(name, change.apply(status == null ? TableStatus.pending(name) : status));
            return Collections.unmodifiableMap(after);
        });
    }

    /** Forgets a table that is no longer synced. */
    public void remove(String name) {
        tables.updateAndGet(before -> {
            Map<String, TableStatus> after = new TreeMap<>(before);
            after.remove(name);
            return Collections.unmodifiableMap(after);
        });
    }

    @Override
    public void stateChanged(String table, TableState state) {
        update(table, status -> status.withState(state));
    }

    @Override
    public void resumed(String table, String network, @Nullable Cursor checkpoint, long rows) {
        update(
                table,
                status -> status.withRows(rows)
                        .withNetwork(network, known -> new NetworkStatus(checkpoint, known.head())));
    }

    @Override
    public void committed(String table, CommitSummary commit) {
        Instant now = clock.instant();
        update(table, status -> {
            TableStatus stored = status.withRows(status.rows() + commit.rows()).withCommit(now);
            return commit.closed()
                    ? stored.withNetwork(
                            commit.range().network(),
                            known -> new NetworkStatus(commit.range().cursor(), known.head()))
                    : stored;
        });
    }

    @Override
    public void reorganized(String table, ReorgSummary reorg) {
        Instant now = clock.instant();
        update(
                table,
                status -> status.withRows(status.rows() - reorg.rowsRemoved())
                        .withReorgs(status.reorgs().plus(reorg, now)));
    }

    @Override
    public void reorgsKnown(String table, PastReorgs past) {
        update(table, status -> status.withReorgs(TableStatus.Reorgs.of(past)));
    }

    @Override
    public void headObserved(
            String table, String network, Cursor head, Instant observedAt, @Nullable Instant blockTime) {
        update(
                table,
                status -> status.withNetwork(
                        network,
                        known -> new NetworkStatus(known.checkpoint(), new Head(head, observedAt, blockTime))));
    }

    @Override
    public void failed(String table, SyncException failure) {
        Instant now = clock.instant();
        String message = String.valueOf(failure.getMessage());
        update(table, status -> status.withTrouble(failure.reason(), message, now));
    }
}
