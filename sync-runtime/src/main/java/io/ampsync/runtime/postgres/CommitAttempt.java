package io.ampsync.runtime.postgres;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.Cursor;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One transaction that carries a unit, in four round trips: begin and fence, COPY (two), journal and COMMIT. */
final class CommitAttempt {
    /** A table that was filled a moment ago has no statistics, and without them the planner reads all of it. */
    private static final String INDEXES_ONLY = "SELECT set_config('enable_seqscan', 'off', true)";

    /** What is replaced is ours from now on. Values: first block of it, table, the same block. */
    private static final String REPLACED = """
            UPDATE {schema}._ampsync_tables SET adopted_through = ?::bigint - 1
            WHERE table_name = ? AND adopted_through >= ?::bigint""";

    private final TargetSchema schema;
    private final Limits limits;
    private final Claim claim;
    private final TargetTable table;
    private final Checkpoint checkpoint;
    private final GrowingUnit unit;
    private final CommitProbe probe;

    private boolean begun;
    /** A predecessor filled the table: the ids of its rows do not tell their blocks. */
    private boolean adopted;

    private long rowsRemoved;
    /** The checkpoint below the rows that come. */
    private @Nullable Cursor below;

    CommitAttempt(
            TargetDatabase database,
            Claim claim,
            TargetTable table,
            Checkpoint checkpoint,
            GrowingUnit unit,
            CommitProbe probe) {
        this.schema = database.schema();
        this.limits = database.limits();
        this.claim = claim;
        this.table = table;
        this.checkpoint = checkpoint;
        this.unit = unit;
        this.probe = probe;
        this.below = unit.expected().watermark();
    }

    /** What came of it, where it neither failed nor succeeded. */
    static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient @Nullable CommitOutcome outcome;

        /** @param outcome null if the checkpoint is not the expected one, and it must be found out why */
        Refusal(@Nullable CommitOutcome outcome) {
            super("refused before anything was written", null, false, false);
            this.outcome = outcome;
        }

        @Nullable
        CommitOutcome outcome() {
            return outcome;
        }
    }

    /** True if the server answered once: before that, nothing of this can have happened. */
    boolean begun() {
        return begun;
    }

    /** What the checkpoint is if this landed. */
    CommitOutcome.Landed landed(CommitUnit whole) {
        return new CommitOutcome.Landed(unit.expected().seq() + 1, watermarkAfter(whole), rowsRemoved);
    }

    private @Nullable Cursor watermarkAfter(CommitUnit whole) {
        return whole.entries().isEmpty()
                ? below
                : whole.entries().getLast().range().cursor();
    }

    CommitOutcome.Landed run(Session session) throws SQLException, Refusal {
        begin(session);
        if (unit.deleteFrom().isPresent()) {
            probe.at("delete.before");
            delete(session, unit.deleteFrom().getAsLong());
            probe.at("delete.after");
        }
        long copied = 0;
        if (unit.hasRows()) {
            probe.at("copy.before");
            copied = CopyStream.send(session, TableSql.copy(schema, table), unit, probe);
            probe.at("copy.after");
        }
        CommitUnit whole = Objects.requireNonNull(unit.whole(), "a unit without an end");
        if (whole.rowCount() != copied) {
            throw new SyncException(
                    Reason.DEFECT,
                    "COPY into " + table.name() + " stored " + copied + " of " + whole.rowCount() + " rows.");
        }
        Script end = JournalWrite.of(schema, claim, checkpoint, whole, watermarkAfter(whole), rowsRemoved);
        probe.at("commit.before");
        session.run(end);
        probe.at("commit.after");
        return landed(whole);
    }

    private void begin(Session session) throws SQLException, Refusal {
        Expected expected = unit.expected();
        Script script = Fence.begin(schema, claim, limits.forCommit())
                .then(
                        schema.sql(Checkpoint.COMPARE),
                        expected.seq(),
                        Checkpoint.number(expected.watermark()),
                        Checkpoint.hash(expected.watermark()),
                        claim.syncUid(),
                        checkpoint.table(),
                        checkpoint.network());
        probe.at("begin.before");
        Answers answers = session.run(script);
        begun = true;
        probe.at("begin.after");
        switch (Fence.read(claim, answers)) {
            case Standing.Ours ours -> {}
            case Standing.Fenced fenced -> throw new Refusal(new CommitOutcome.Fenced(fenced.epoch()));
            case Standing.WentBack back -> throw new Refusal(new CommitOutcome.WentBack(back.finding()));
        }
        Row row = answers.row();
        if (row == null || !row.flag(0)) {
            throw new Refusal(null);
        }
        if (!row.flag(1)) {
            throw new SyncException(
                    Reason.CLAIMED_BY_OTHER,
                    "Table " + schema.qualified(table.name()) + " does not belong to " + claim.syncUid()
                            + " any more.");
        }
        adopted = row.flag(2);
    }

    private void delete(Session session, long from) throws SQLException, Refusal {
        String key = " WHERE table_name = ? AND network = ? AND start_block ";
        Script script = Script.of(INDEXES_ONLY)
                .then(adopted ? TableSql.deleteByBlock(schema, table) : TableSql.deleteFrom(schema, table), from)
                .then(
                        schema.sql("SELECT end_block, hash FROM {schema}._ampsync_ranges" + key
                                + "< ? ORDER BY start_block DESC LIMIT 1"),
                        checkpoint.table(),
                        checkpoint.network(),
                        from)
                .then(
                        schema.sql("DELETE FROM {schema}._ampsync_ranges" + key + ">= ?"),
                        checkpoint.table(),
                        checkpoint.network(),
                        from);
        if (adopted) {
            script.then(schema.sql(REPLACED), from, checkpoint.table(), from);
        }
        Answers answers = session.run(script);
        answers.skip();
        rowsRemoved = answers.count();
        Row entry = answers.row();
        if (entry != null && entry.number(0) >= from) {
            throw new Refusal(new CommitOutcome.Stale("block " + from + " is inside a journal entry that ends at "
                    + entry.number(0) + "; cuts happen at boundaries only"));
        }
        below = entry == null ? null : entry.cursorOrNull(0);
    }
}
