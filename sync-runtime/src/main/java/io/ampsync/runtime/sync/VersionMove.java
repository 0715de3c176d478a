package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.Head;
import io.ampsync.runtime.flight.HeadProbe;
import io.ampsync.runtime.flight.StreamRequest;
import io.ampsync.runtime.postgres.Claim;
import io.ampsync.runtime.postgres.DatabaseWentBack;
import io.ampsync.runtime.postgres.OlderRows;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.postgres.StoredState;
import io.ampsync.runtime.postgres.TableStore;
import io.ampsync.runtime.postgres.TargetTables;
import io.ampsync.runtime.stream.JournalEntry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/** Takes the tables of a running sync to another version of their dataset, one by one, without stopping the others. */
public final class VersionMove {
    private final TableScope scope;
    private final Map<String, Assignment> assignments;
    private final SideTables sides;
    private final BooleanSupplier anyStuck;

    VersionMove(TableScope scope, Map<String, Assignment> assignments, SideTables sides, BooleanSupplier anyStuck) {
        this.scope = scope;
        this.assignments = assignments;
        this.sides = sides;
        this.anyStuck = anyStuck;
    }

    /** What each table runs, or was told to run next. */
    public Map<String, Provenance> running() {
        Map<String, Provenance> running = new LinkedHashMap<>();
        assignments.forEach((table, assignment) -> {
            TableTask task = assignment.current();
            if (!task.isBeside()) {
                running.put(table, task.provenance());
            }
        });
        return running;
    }

    /**
     * Rows that lack columns of the versions that were taken; empty before anything is written.
     *
     * @throws SyncException the database's failure
     */
    public OptionalLong olderRows() {
        return scope.seat()
                .held()
                .map(claim -> OptionalLong.of(OlderRows.of(scope.database(), claim.syncUid())))
                .orElse(OptionalLong.empty());
    }

    /** What is being filled beside, by the table whose place it is to take. */
    public Map<String, FillingState> filling() {
        return sides.filling();
    }

    /** True if the database went back to before a table took its place: the sync has to begin anew. */
    public boolean isAnyLost() {
        return sides.isAnyLost();
    }

    /** True if the work of a table has ended because only a person could help; another version may. */
    public boolean isAnyStuck() {
        return anyStuck.getAsBoolean();
    }

    /** A table that can be moved. */
    public static final class Prospect {
        private final TableTask task;
        private final TableShape shape;
        private final Claim claim;
        private final boolean grows;
        private final long rows;

        private Prospect(TableTask task, TableShape shape, Claim claim, boolean grows, long rows) {
            this.task = task;
            this.shape = shape;
            this.claim = claim;
            this.grows = grows;
            this.rows = rows;
        }

        public TableTask task() {
            return task;
        }

        /** True if it gets columns. */
        public boolean grows() {
            return grows;
        }

        /** Rows that are stored; in new columns they will be null. */
        public long rows() {
            return rows;
        }
    }

    /**
     * Looks whether the table can take the rows of a task, and changes nothing.
     *
     * @throws SyncException {@link Reason#SCHEMA_INCOMPATIBLE} and other reasons that only a person can help with: the
     *     table stays as it is; anything else: not now
     */
    public Prospect look(TableTask task) throws InterruptedException {
        TableShape shape = TableShape.of(
                scope.source()
                        .plan(new StreamRequest(task.sql(), true, Map.of()))
                        .schema(),
                task);
        Claim claim = scope.seat().claim();
        boolean grows = new TargetTables(scope.database(), claim).check(shape.table());
        Optional<StoredState> stored = new TableStore(scope.database(), claim, shape.table(), scope.probe()).load();
        if (stored.isPresent()) {
            requireFilled(task, stored.get());
        }
        long rows = stored.stream()
                .flatMap(state -> state.journal().stream())
                .mapToLong(JournalEntry::rows)
                .sum();
        return new Prospect(task, shape, claim, grows, rows);
    }

    /**
     * Looks whether a table of its own could take the rows of a task, whatever is in the database.
     *
     * @throws SyncException a reason that only a person can help with; anything else: not now
     */
    public void require(TableTask task) throws InterruptedException {
        TableShape.of(
                scope.source()
                        .plan(new StreamRequest(task.sql(), true, Map.of()))
                        .schema(),
                task);
    }

    /** A version that is still being filled would let the table stand still until it has caught up. */
    private void requireFilled(TableTask task, StoredState stored) throws InterruptedException {
        var checkpoint = stored.checkpoint().watermark();
        if (checkpoint == null) {
            return;
        }
        long head;
        try {
            head = HeadProbe.ask(scope.source(), scope.era(), task.headReference())
                    .map(Head::number)
                    .orElse(-1L);
        } catch (SyncException e) {
            if (e.reason().needsPerson()) {
                // The seed eras have no head for a dataset without blocks.
                return;
            }
            throw e;
        }
        if (head + scope.rules().retentionBlocks() < checkpoint.number()) {
            throw new SyncException(
                    Reason.SOURCE_BEHIND,
                    "Version " + task.provenance().label() + " of " + task.source() + " is synced up to block " + head
                            + ", the table holds " + checkpoint.number() + ".");
        }
    }

    /**
     * Adds the columns that are missing while the old stream goes on, and then has the table go on with the new one.
     *
     * @return false if somebody else locks the table: try again later
     * @throws SyncException as {@link #look}, or the database's failure
     */
    public boolean move(Prospect to) {
        Assignment assignment = assignments.get(to.task.name());
        if (assignment == null) {
            throw new IllegalArgumentException("no table " + to.task.name());
        }
        try {
            return assignment.replace(
                    to.task,
                    () -> new TargetTables(scope.database(), to.claim)
                            .evolve(to.shape.table(), to.task.provenance())
                            .isPresent());
        } catch (DatabaseWentBack e) {
            throw new SyncException(Reason.COMMIT_UNCERTAIN, e.finding(), e);
        }
    }
}
