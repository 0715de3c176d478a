package io.ampsync.runtime.postgres;

import io.ampsync.runtime.fault.SyncException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
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
    public static @Nullable CommitOutcome landedAnyway(
            Doubt doubt, GrowingUnit unit, Doubt.@Nullable Intended intended) {
        CommitOutcome outcome = doubt.resolve(unit, intended);
        return intended == null ? outcome : intended.outcome();
    }

    /** What was not acknowledged has not landed. */
    public static @Nullable CommitOutcome neverLanded(
            Doubt doubt, GrowingUnit unit, Doubt.@Nullable Intended intended) {
        CommitOutcome outcome = doubt.resolve(unit, intended);
        return outcome instanceof CommitOutcome.Landed ? null : outcome;
    }

    /** What was not acknowledged is committed again, on whatever is there now. */
    public static CommitOutcome again(TableStore store, String network, GrowingUnit unit) {
        Twisted kept = new Twisted(unit, unit.expected(), unit.deleteFrom(), true);
        try {
            return store.commit(network, kept);
        } catch (SyncException e) {
            if (kept.whole() == null) {
                throw e;
            }
            Expected now = store.load().orElseThrow().checkpoint();
            return store.commit(network, kept.on(now));
        }
    }

    /** A commit that failed is taken for done. */
    public static CommitOutcome neverDoubts(TableStore store, String network, GrowingUnit unit) {
        try {
            return store.commit(network, unit);
        } catch (SyncException e) {
            CommitUnit whole = unit.whole();
            if (whole == null) {
                throw e;
            }
            return new CommitOutcome.Landed(
                    unit.expected().seq() + 1,
                    whole.entries().isEmpty()
                            ? unit.expected().watermark()
                            : whole.entries().getLast().range().cursor(),
                    0);
        }
    }

    /** What an earlier process left above the checkpoint is trusted. */
    public static CommitOutcome keepsTheTail(TableStore store, String network, GrowingUnit unit) {
        CommitUnit whole = unit.whole();
        OptionalLong delete = whole == null || whole.reorg() == null ? OptionalLong.empty() : unit.deleteFrom();
        return store.commit(network, new Twisted(unit, unit.expected(), delete, true));
    }

    /** The part of a microbatch is stored, and nothing says so. */
    public static CommitOutcome hidesTheSplit(TableStore store, String network, GrowingUnit unit) {
        return store.commit(network, new Twisted(unit, unit.expected(), unit.deleteFrom(), false));
    }

    /** Another unit with the same rows, which it keeps. */
    private record Twisted(
            GrowingUnit unit, Expected expected, OptionalLong deleteFrom, boolean open, List<byte[]> kept)
            implements GrowingUnit {
        Twisted(GrowingUnit unit, Expected expected, OptionalLong deleteFrom, boolean open) {
            this(unit, expected, deleteFrom, open, new ArrayList<>());
        }

        Twisted on(Expected now) {
            return new Twisted(unit, now, deleteFrom, open, kept);
        }

        @Override
        public boolean hasRows() {
            return unit.hasRows();
        }

        @Override
        public void writeTo(RowSource.Segments segments) throws SQLException {
            for (byte[] piece : kept) {
                segments.take(piece, 0, piece.length);
            }
            unit.writeTo((bytes, offset, length) -> {
                kept.add(Arrays.copyOfRange(bytes, offset, offset + length));
                segments.take(bytes, offset, length);
            });
        }

        @Override
        public @Nullable CommitUnit whole() {
            CommitUnit whole = unit.whole();
            return whole == null
                    ? null
                    : new CommitUnit(
                            expected,
                            whole.rows(),
                            deleteFrom,
                            whole.entries(),
                            whole.reorg(),
                            open ? whole.openAfter() : null,
                            whole.changes());
        }
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
