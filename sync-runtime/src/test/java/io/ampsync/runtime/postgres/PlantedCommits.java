package io.ampsync.runtime.postgres;

import io.ampsync.runtime.fault.SyncException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/** Wrong ways to commit, each in the place of a call of the engine. */
public final class PlantedCommits {
    private static final Map<String, String> REWRITES = new HashMap<>();
    private static Optional<StoredState> remembered = Optional.empty();

    private PlantedCommits() {}

    /** From now on {@link #prepare} writes one text in place of another. */
    public static void rewrite(String from, String to) {
        REWRITES.put(from, to);
    }

    public static PreparedStatement prepare(Connection connection, String text) throws SQLException {
        String rewritten = text;
        for (Map.Entry<String, String> rewrite : REWRITES.entrySet()) {
            rewritten = rewritten.replace(rewrite.getKey(), rewrite.getValue());
        }
        return connection.prepareStatement(rewritten);
    }

    /** No fence. */
    public static Standing alwaysOurs(Claim claim, Answers answers) {
        Fence.read(claim, answers);
        return new Standing.Ours();
    }

    /** What was not acknowledged has landed. */
    public static @Nullable CommitOutcome landedAnyway(Doubt doubt, CommitUnit unit, CommitOutcome.Landed intended) {
        doubt.resolve(unit, intended);
        return intended;
    }

    /** What was not acknowledged has not landed. */
    public static @Nullable CommitOutcome neverLanded(Doubt doubt, CommitUnit unit, CommitOutcome.Landed intended) {
        CommitOutcome outcome = doubt.resolve(unit, intended);
        return outcome instanceof CommitOutcome.Landed ? null : outcome;
    }

    /** What was not acknowledged is committed again, on whatever is there now. */
    public static CommitOutcome again(TableStore store, String network, CommitUnit unit) {
        try {
            return store.commit(network, unit);
        } catch (SyncException e) {
            Expected now = store.load().orElseThrow().checkpoint();
            return store.commit(network, copy(unit, now, unit.deleteFrom(), true));
        }
    }

    /** A commit that failed is taken for done. */
    public static CommitOutcome neverDoubts(TableStore store, String network, CommitUnit unit) {
        try {
            return store.commit(network, unit);
        } catch (SyncException e) {
            return new CommitOutcome.Landed(
                    unit.expected().seq() + 1,
                    unit.entries().isEmpty()
                            ? unit.expected().watermark()
                            : unit.entries().getLast().range().cursor(),
                    0);
        }
    }

    /** What an earlier process left above the checkpoint is trusted. */
    public static CommitOutcome keepsTheTail(TableStore store, String network, CommitUnit unit) {
        OptionalLong delete = unit.reorg() == null ? OptionalLong.empty() : unit.deleteFrom();
        return store.commit(network, copy(unit, unit.expected(), delete, true));
    }

    /** The part of a microbatch is stored, and nothing says so. */
    public static CommitOutcome hidesTheSplit(TableStore store, String network, CommitUnit unit) {
        return store.commit(network, copy(unit, unit.expected(), unit.deleteFrom(), false));
    }

    private static CommitUnit copy(CommitUnit unit, Expected expected, OptionalLong delete, boolean open) {
        return new CommitUnit(
                expected,
                unit.rows(),
                delete,
                unit.entries(),
                unit.reorg(),
                open ? unit.openAfter() : null,
                unit.changes());
    }

    /** The position is what this program remembers, whatever the database holds. */
    public static Optional<StoredState> memoryCursor(TableStore store) {
        if (remembered.isEmpty()) {
            remembered = store.load().filter(state -> state.checkpoint().watermark() != null);
            return remembered.isPresent() ? remembered : store.load();
        }
        return remembered;
    }

    /** A failed transaction goes back to the pool as it is. */
    public static void noRollback(BaseConnection driver, String statement) throws SQLException {
        if (!statement.equals("ROLLBACK")) {
            driver.execSQLUpdate(statement);
        }
    }
}
