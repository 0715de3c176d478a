package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.AmpSource;
import io.ampsync.runtime.flight.PlannedQuery;
import io.ampsync.runtime.flight.StreamRequest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tables that the source was seen to have. A server of today answers alike whether a table is missing or its dataset
 * (amp-protocol 5); but if it has another table of the dataset at this moment, then it is the table.
 */
final class SeenTables {
    private final AmpSource source;
    private final Set<TableTask> seen = ConcurrentHashMap.newKeySet();

    SeenTables(AmpSource source) {
        this.source = source;
    }

    PlannedQuery plan(TableTask task, StreamRequest request) {
        try {
            PlannedQuery planned = source.plan(request);
            seen.add(task);
            return planned;
        } catch (SyncException e) {
            if (e.reason() == Reason.DATASET_NOT_FOUND && !seen.contains(task) && isDatasetThere()) {
                throw new SyncException(
                        Reason.QUERY_REFUSED,
                        "The dataset has no table " + task.name() + ", though it has others: " + e.getMessage(),
                        e);
            }
            throw e;
        }
    }

    private boolean isDatasetThere() {
        return seen.stream().findAny().filter(this::isThere).isPresent();
    }

    private boolean isThere(TableTask other) {
        try {
            source.plan(new StreamRequest(other.sql(), true, Map.of()));
            return true;
        } catch (SyncException e) {
            return false;
        }
    }
}
