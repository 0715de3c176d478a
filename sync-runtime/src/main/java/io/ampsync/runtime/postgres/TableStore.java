package io.ampsync.runtime.postgres;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.stream.JournalEntry;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of one table, and the only way to change it. Holds no state of its own; one thread at a time. */
public final class TableStore {
    private final TargetDatabase database;
    private final TargetSchema schema;
    private final Claim claim;
    private final TargetTable table;
    private final CommitProbe probe;

    public TableStore(TargetDatabase database, Claim claim, TargetTable table, CommitProbe probe) {
        this.database = database;
        this.schema = database.schema();
        this.claim = claim;
        this.table = table;
        this.probe = probe;
    }

    /** The state, or empty before {@link #learnNetwork}. */
    public Optional<StoredState> load() {
        return database.call(
                "Loading the checkpoint of " + table.name(), session -> StateQuery.read(session, schema, table.name()));
    }

    /** The reorgs that were ever committed to the table. */
    public PastReorgs reorgs() {
        return database.call(
                "Loading the reorgs of " + table.name(), session -> StateQuery.reorgs(session, schema, table.name()));
    }

    /**
     * Ties the table to its network, for life, and makes sure of its checkpoint row.
     *
     * @throws SyncException {@link Reason#NETWORK_CHANGED}, {@link Reason#FENCED}
     */
    public StoredState learnNetwork(String network, Provenance from) {
        return database.call(
                "Recording the network of " + table.name(), session -> learnNetwork(session, network, from));
    }

    private StoredState learnNetwork(Session session, String network, Provenance from) throws SQLException {
        Fence.enter(session, database, claim, database.limits().forCommit());
        Row row = session.run(Script.of(
                        schema.sql("UPDATE {schema}._ampsync_tables SET network = coalesce(network, ?)"
                                + " WHERE table_name = ? AND sync_uid = ? RETURNING network"),
                        network,
                        table.name(),
                        claim.syncUid()))
                .row();
        if (row == null) {
            throw new SyncException(
                    Reason.CLAIMED_BY_OTHER,
                    "Table " + schema.qualified(table.name()) + " does not belong to " + claim.syncUid() + ".");
        }
        if (!network.equals(row.text(0))) {
            throw new SyncException(
                    Reason.NETWORK_CHANGED,
                    "Table " + table.name() + " holds blocks of " + row.text(0) + ", and the source sends " + network
                            + ".");
        }
        session.run(Script.of(
                        schema.sql("""
                        INSERT INTO {schema}._ampsync_checkpoints
                          (table_name, network, dataset, version, manifest_hash, sync_uid, seq)
                        VALUES (?, ?, ?, ?, ?, ?, 0)
                        ON CONFLICT (table_name, network) DO NOTHING"""),
                        table.name(),
                        network,
                        from.dataset(),
                        from.version(),
                        from.manifestHash(),
                        claim.syncUid())
                .then("COMMIT"));
        return StateQuery.read(session, schema, table.name())
                .orElseThrow(() ->
                        new SyncException(Reason.COMMIT_UNCERTAIN, "The checkpoint of " + table.name() + " is gone."));
    }

    /**
     * Commits a unit, and finds out what became of it if the end was not seen. The same unit may be committed again
     * after any exception, {@link Reason#COMMIT_UNCERTAIN} included: if it had landed, the answer is that it landed.
     *
     * @throws SyncException it did not land, for a reason that is not the table's state; or it is not known
     */
    public CommitOutcome commit(String network, GrowingUnit unit) {
        Checkpoint checkpoint = new Checkpoint(table.name(), network);
        CommitAttempt attempt = new CommitAttempt(database, claim, table, checkpoint, unit, probe);
        try {
            return attempt(attempt);
        } catch (CommitAttempt.Refusal refusal) {
            CommitOutcome outcome = refusal.outcome();
            return outcome != null ? outcome : resolve(checkpoint, unit, attempt, null);
        } catch (SQLException e) {
            String state = SqlStates.stateOf(e);
            boolean uncertain = attempt.begun()
                    && (SqlStates.connectionLost(e)
                            || state.equals(SqlStates.UNIQUE_VIOLATION)
                            || state.equals(SqlStates.DIVISION_BY_ZERO));
            if (!uncertain) {
                throw database.failure("Committing to " + table.name(), e);
            }
            if (SqlStates.connectionLost(e)) {
                database.forgetConnections();
            }
            return resolve(checkpoint, unit, attempt, e);
        }
    }

    /**
     * Thins the journal, in small transactions.
     *
     * @param merges each replaces the entries from its start to its end; already replaced ones are no harm
     * @throws SyncException {@link Reason#COMMIT_UNCERTAIN}: the journal is another one; what was done before stays
     */
    public void thin(String network, List<JournalEntry> merges) {
        Checkpoint checkpoint = new Checkpoint(table.name(), network);
        for (int from = 0; from < merges.size(); from += JournalMerge.STEP) {
            List<JournalEntry> step = merges.subList(from, Math.min(merges.size(), from + JournalMerge.STEP));
            database.call("Thinning the journal of " + table.name(), session -> {
                JournalMerge.run(session, database, claim, checkpoint, step);
                return step.size();
            });
        }
    }

    /** A pooled connection may have died unnoticed: a second one is tried if the first never answered. */
    private CommitOutcome attempt(CommitAttempt attempt) throws SQLException, CommitAttempt.Refusal {
        try {
            return once(attempt);
        } catch (SQLException e) {
            if (attempt.begun() || !SqlStates.connectionLost(e)) {
                throw e;
            }
            database.forgetConnections();
            return once(attempt);
        }
    }

    private CommitOutcome once(CommitAttempt attempt) throws SQLException, CommitAttempt.Refusal {
        try (Session session = database.session();
                TargetDatabase.Deadline _ = database.deadline(session)) {
            return attempt.run(session);
        }
    }

    private CommitOutcome resolve(
            Checkpoint checkpoint, GrowingUnit unit, CommitAttempt attempt, @Nullable SQLException cause) {
        CommitUnit whole = unit.whole();
        CommitOutcome outcome = new Doubt(database, claim, checkpoint)
                .resolve(unit, whole == null ? null : new Doubt.Intended(whole, attempt.landed(whole)));
        if (outcome != null) {
            return outcome;
        }
        throw database.failure(
                "Committing to " + table.name() + ", which did not land,",
                Objects.requireNonNullElseGet(
                        cause, () -> new SQLException("the checkpoint moved and moved back", "40001")));
    }
}
