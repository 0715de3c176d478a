package io.ampsync.runtime.postgres;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.stream.OpenSplit;
import io.ampsync.runtime.stream.RowDigest;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Finds out on a new connection whether a commit landed whose end we did not see. */
final class Doubt {
    private final TargetDatabase database;
    private final Claim claim;
    private final Checkpoint checkpoint;

    Doubt(TargetDatabase database, Claim claim, Checkpoint checkpoint) {
        this.database = database;
        this.claim = claim;
        this.checkpoint = checkpoint;
    }

    /** What there is to be seen if it landed. */
    record Intended(CommitUnit unit, CommitOutcome.Landed outcome) {}

    /**
     * Waits for the old transaction to be over, and ends it after the grace.
     *
     * @param intended null if the unit never had an end, so that it cannot have landed
     * @return the outcome, or null if the checkpoint is the expected one: it did not land, and cannot any more
     * @throws SyncException {@link Reason#COMMIT_UNCERTAIN}: the question could not be asked
     */
    @Nullable
    CommitOutcome resolve(GrowingUnit unit, @Nullable Intended intended) {
        TargetSchema schema = database.schema();
        try (Session session = database.freshSession()) {
            int pid = (int) session.run(Script.of("SELECT pg_backend_pid()")).number();
            Answers answers;
            try (StuckSessions _ = StuckSessions.watch(database, pid)) {
                answers =
                        session.run(Fence.begin(schema, claim, database.limits().forTakeover())
                                .then(schema.sql(Checkpoint.LOCK), checkpoint.table(), checkpoint.network()));
            }
            return switch (Fence.read(claim, answers)) {
                case Standing.Ours ours -> compare(answers.row(), unit.expected(), intended);
                case Standing.Fenced fenced -> new CommitOutcome.Fenced(fenced.epoch());
                case Standing.WentBack back -> new CommitOutcome.WentBack(back.finding());
            };
        } catch (SQLException e) {
            throw new SyncException(
                    Reason.COMMIT_UNCERTAIN,
                    "Whether the last commit of " + checkpoint.table() + " landed is not known yet: "
                            + SqlStates.failure("asking", e).getMessage(),
                    e);
        }
    }

    private @Nullable CommitOutcome compare(@Nullable Row row, Expected before, @Nullable Intended intended) {
        if (row == null) {
            return new CommitOutcome.Stale("the checkpoint of " + checkpoint.table() + " is gone");
        }
        Expected found = new Expected(row.number(0), row.cursorOrNull(1));
        if (intended != null
                && found.equals(intended.outcome().next())
                && sameTail(row, intended.unit().openAfter())) {
            return intended.outcome();
        }
        return found.equals(before)
                ? null
                : new CommitOutcome.Stale("the checkpoint of " + checkpoint.table() + " is " + text(found)
                        + ", and this was decided on " + text(before));
    }

    /**
     * A split leaves the watermark where it is, so number and hash do not tell it from an earlier one of ours whose end
     * was never seen and which lands late, with fewer rows or more.
     */
    private static boolean sameTail(Row row, @Nullable OpenSplit open) {
        if (open == null || row.absent(3)) {
            return open == null && row.absent(3);
        }
        return open.range().hash().equals(BlockHash.of(row.bytes(3)))
                && open.rows() == row.number(4)
                && open.digest().equals(RowDigest.of(row.bytes(5)));
    }

    private static String text(Expected checkpoint) {
        Cursor watermark = checkpoint.watermark();
        return "seq " + checkpoint.seq()
                + (watermark == null ? "" : ", block " + watermark.number() + " " + watermark.hash());
    }
}
