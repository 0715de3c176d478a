package io.ampsync.runtime.adopt;

import io.ampsync.api.Reason;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.postgres.Script;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.postgres.TargetSchema;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first look at a schema, before anything of ours is created in it. */
public final class Predecessors {
    private static final Logger LOG = LoggerFactory.getLogger("io.ampsync");

    /** What the predecessor's checkpoints were when ampsync first met them. */
    static final String SET_ASIDE = "_ampsync_checkpoints_seed";

    private Predecessors() {}

    /**
     * Prints what predecessors have left in the schema, and copies their checkpoints aside. Doing it again does nothing.
     *
     * @throws SyncException {@link Reason#NOT_ADOPTED}: their state is in our way, and cannot be read; nothing
     *     was changed
     */
    public static void meet(TargetDatabase database) {
        TargetSchema schema = database.schema();
        SchemaCatalog catalog = CatalogReader.read(database);
        List<Found> found = Recognition.of(catalog);
        for (Found table : found) {
            LOG.atInfo().addKeyValue("table", table.table()).log(Events.PREDECESSOR_FOUND + ": {}", table.phrase());
        }
        switch (catalog.checkpointTable()) {
            case ABSENT, OURS -> {}
            case SEED -> setAside(database);
            case BEFORE_NETWORKS ->
                throw Refusal.of(
                        schema, CatalogReader.CHECKPOINTS, "is of the layout that has no networks and no hashes");
        }
    }

    private static void setAside(TargetDatabase database) {
        TargetSchema schema = database.schema();
        database.call(
                "Copying the predecessor's checkpoints",
                session -> session.run(Script.of("BEGIN")
                        .then(database.limits().forTakeover())
                        .then("SELECT pg_advisory_xact_lock(?) IS NULL", schema.setupLock())
                        .then(schema.sql("CREATE TABLE IF NOT EXISTS {schema}." + SET_ASIDE + " AS TABLE {schema}."
                                + CatalogReader.CHECKPOINTS))
                        .then("COMMIT")));
        LOG.atInfo().addKeyValue("copy", schema.qualified(SET_ASIDE)).log(Events.PREDECESSOR_STATE_COPIED);
    }
}
