package io.ampsync.runtime.adopt;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.AmpSource;
import io.ampsync.runtime.postgres.Claim;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.postgres.TargetSchema;
import io.ampsync.runtime.postgres.TargetTable;
import io.ampsync.runtime.postgres.TargetTables;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes over a table that a predecessor filled, if its rows can be proven, or says why not. */
public final class Adoption {
    private static final Logger LOG = LoggerFactory.getLogger("io.ampsync");

    private final AmpSource source;
    private final Era era;
    private final TargetDatabase database;
    private final TargetSchema schema;
    private final Claim claim;

    public Adoption(AmpSource source, Era era, TargetDatabase database, Claim claim) {
        this.source = source;
        this.era = era;
        this.database = database;
        this.schema = database.schema();
        this.claim = claim;
    }

    /**
     * Adopts the table in one transaction.
     *
     * @param sql streams it
     * @param headReference of {@link io.ampsync.runtime.flight.HeadProbe}
     * @param from what it is to be filled from
     * @return false if it is no table of a predecessor
     * @throws SyncException {@link Reason#NOT_ADOPTED} with the reason and the command that fills it anew beside;
     *     nothing was changed; or not now
     */
    public boolean adopt(TargetTable table, String sql, String headReference, Provenance from)
            throws InterruptedException {
        Optional<Found> found = Recognition.of(CatalogReader.read(database)).stream()
                .filter(one -> one.table().equals(table.name()))
                .findFirst();
        if (found.isEmpty()) {
            return false;
        }
        SeedProgress.Watermark progress = requireWatermark(found.get());
        requireFit(table);
        SourceProof proof = new Boundaries(new SourceQuestions(source, era, sql, headReference), database)
                .prove(table.name(), progress);
        Takeover.Taken taken = new Takeover(database, claim).run(table, new Proof(progress, proof), from);
        LOG.atInfo()
                .addKeyValue("rows", taken.kept())
                .addKeyValue("watermark", proof.at().number())
                .addKeyValue("removed", taken.removed())
                .log(Events.TABLE_ADOPTED
                        + ": as many rows as the source has; what is in them was not compared. Rows above went, and"
                        + " come again.");
        return true;
    }

    private SeedProgress.Watermark requireWatermark(Found found) {
        return switch (found) {
            case Found.Seed(String table, SeedProgress progress) -> {
                if (progress instanceof SeedProgress.Watermark watermark) {
                    yield watermark;
                }
                throw Refusal.of(schema, table, "has rows whose checkpoint proves nothing: " + progress.phrase());
            }
            case Found.Transactional transactional ->
                throw Refusal.of(
                        schema,
                        transactional.table(),
                        "was filled by an ampsync that keyed rows by (_tx_id, _row_index), without their blocks:"
                                + " giving them ids and blocks would rewrite the table, which takes longer than"
                                + " filling it anew");
            case Found.PythonRanges ranges -> throw keyless(ranges.table());
            case Found.PythonBatches batches -> throw keyless(batches.table());
        };
    }

    private SyncException keyless(String table) {
        return Refusal.of(
                schema, table, "was filled by amp-python, without a key: nothing tells its rows from repetitions");
    }

    private void requireFit(TargetTable table) {
        if (!table.selection().isEmpty()) {
            throw Refusal.of(
                    schema, table.name(), "was filled with everything, and '" + table.selection() + "' is asked");
        }
        try {
            new TargetTables(database, claim).check(table);
        } catch (SyncException e) {
            if (e.reason() != Reason.SCHEMA_INCOMPATIBLE) {
                throw e;
            }
            throw Refusal.of(schema, table.name(), "does not fit what the source has (" + e.getMessage() + ")");
        }
    }
}
