package io.ampsync.runtime.version;

import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.sync.TableTask;
import java.util.List;

/**
 * What an Amp server has published. Every method asks anew; failures are
 * {@link io.ampsync.runtime.fault.SyncException}s.
 */
public interface Published {
    /** What the reference of the settings means at this moment, at the cost of one request. */
    Provenance now() throws InterruptedException;

    /** All tables that are to be synced, each from what the reference means at this moment. */
    List<TableTask> tasks() throws InterruptedException;
}
