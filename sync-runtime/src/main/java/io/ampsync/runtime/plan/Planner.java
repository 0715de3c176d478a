package io.ampsync.runtime.plan;

import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.AmpSource;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.flight.Head;
import io.ampsync.runtime.flight.HeadProbe;
import io.ampsync.runtime.flight.StreamRequest;
import io.ampsync.runtime.postgres.DdlPreview;
import io.ampsync.runtime.postgres.DdlPreview.TablePreview;
import io.ampsync.runtime.sync.TableTask;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Asks source and database what a sync would meet; changes nothing in either. */
public final class Planner {
    private final AmpSource source;
    private final Era era;
    private final DdlPreview database;
    private final Duration sampling;

    /** @param sampling how long rows of each table may be read to measure them */
    public Planner(AmpSource source, Era era, DdlPreview database, Duration sampling) {
        this.source = source;
        this.era = era;
        this.database = database;
        this.sampling = sampling;
    }

    /** Statements for the tables of our own; empty if all are there. */
    public String internal() {
        return database.internal();
    }

    /**
     * Looks at one table.
     *
     * @throws SyncException the source or the database cannot be asked
     */
    public TablePlan table(TableTask task) throws InterruptedException {
        TableEncoder encoder;
        try {
            encoder = TableEncoder.of(
                    source.plan(new StreamRequest(task.sql(), true, Map.of())).schema(), task.encoding());
        } catch (SyncException e) {
            if (!e.reason().needsPerson()) {
                throw e;
            }
            return new TablePlan(
                    task.name(),
                    new TablePreview(List.of(), "", null),
                    OptionalLong.empty(),
                    Optional.empty(),
                    String.valueOf(e.getMessage()));
        }
        TablePreview preview = database.table(task.table(encoder.columns()));
        Optional<Head> head = HeadProbe.ask(source, era, task.headReference());
        Cursor checkpoint = preview.checkpoint();
        boolean behind = head.isPresent() && (checkpoint == null || head.get().number() > checkpoint.number());
        // From the first block: a cursor would have to name the network, which only a synced table knows.
        Optional<Sample> sample = behind ? Sample.of(source, task, Map.of(), sampling) : Optional.empty();
        return new TablePlan(
                task.name(),
                preview,
                head.map(newest -> OptionalLong.of(newest.number())).orElse(OptionalLong.empty()),
                sample,
                "");
    }
}
