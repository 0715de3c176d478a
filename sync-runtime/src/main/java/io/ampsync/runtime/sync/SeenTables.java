package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.PublishCommand;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.AmpSource;
import io.ampsync.runtime.flight.PlannedQuery;
import io.ampsync.runtime.flight.StreamRequest;
import io.ampsync.runtime.postgres.Provenance;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tables that the source was seen to have. A server of today answers alike whether a table is missing or its dataset
 * (amp-protocol 5); but if it has another table of the dataset at this moment, then it is the table.
 */
final class SeenTables {
    private final AmpSource source;
    private final Era era;
    private final Set<TableTask> seen = ConcurrentHashMap.newKeySet();

    SeenTables(AmpSource source, Era era) {
        this.source = source;
        this.era = era;
    }

    PlannedQuery plan(TableTask task, StreamRequest request) {
        try {
            PlannedQuery planned = source.plan(request);
            seen.add(task);
            return planned;
        } catch (SyncException e) {
            if (e.reason() != Reason.DATASET_NOT_FOUND || seen.contains(task)) {
                throw e;
            }
            if (isDatasetThere()) {
                throw new SyncException(
                        Reason.QUERY_REFUSED,
                        "The dataset has no table " + task.source() + ", though it has others: " + e.getMessage(),
                        e);
            }
            throw new SyncException(
                    Reason.DATASET_NOT_FOUND,
                    e.getMessage() + " Either the dataset is not there (have you run '"
                            + PublishCommand.of(era, reference(task.provenance())) + "'?), or it has no table "
                            + task.source() + " (is TABLES right?): the server says the same of both.",
                    e);
        }
    }

    private static DatasetRef reference(Provenance from) {
        return DatasetRef.parse(from.dataset() + (from.version() == null ? "" : "@" + from.version()));
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
