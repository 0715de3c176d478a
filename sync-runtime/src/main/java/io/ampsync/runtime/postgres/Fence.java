package io.ampsync.runtime.postgres;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.sql.SQLException;

/**
 * How every transaction that touches a table or its state begins. The shared advisory lock makes a claim wait for us;
 * the row, read after the lock was granted, tells whether a claim came before us.
 */
public final class Fence {
    private static final int RESULTS_BEFORE_ROW = 2;

    private Fence() {}

    /** @param limits of {@link Limits} */
    static Script begin(TargetSchema schema, Claim claim, String limits) {
        // KEY SHARE, which a claim's FOR UPDATE waits for and the refresh of seen_at does not. Results of fixed size
        // only: before one of unknown size the driver waits for an answer, and the round trips add up.
        return Script.of("BEGIN ISOLATION LEVEL READ COMMITTED")
                .then(limits)
                .then("SELECT pg_advisory_xact_lock_shared(?) IS NULL", schema.syncLock(claim.syncUid()))
                .then(schema.sql("""
                        SELECT epoch, holder = ? FROM {schema}._ampsync_writers
                        WHERE sync_uid = ? FOR KEY SHARE"""), claim.holder(), claim.syncUid());
    }

    /**
     * Begins a transaction as the writer.
     *
     * @throws SyncException somebody else is the writer
     * @throws DatabaseWentBack it does not know our claim
     */
    public static void enter(Session session, TargetDatabase database, Claim claim, String limits) throws SQLException {
        require(claim, read(claim, session.run(begin(database.schema(), claim, limits))));
    }

    static Standing read(Claim claim, Answers answers) {
        for (int i = 0; i < RESULTS_BEFORE_ROW; i++) {
            answers.skip();
        }
        Row row = answers.row();
        return row == null ? Standing.of(claim, null, false) : Standing.of(claim, row.number(0), row.flag(1));
    }

    private static void require(Claim claim, Standing standing) {
        switch (standing) {
            case Standing.Ours ours -> {}
            case Standing.Fenced fenced ->
                throw new SyncException(
                        Reason.FENCED,
                        "Another instance of " + claim.syncUid() + " wrote epoch " + fenced.epoch() + " over our "
                                + claim.epoch() + ".");
            case Standing.WentBack back -> throw new DatabaseWentBack(back.finding());
        }
    }
}
