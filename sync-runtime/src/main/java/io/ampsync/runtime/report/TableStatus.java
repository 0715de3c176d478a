package io.ampsync.runtime.report;

import io.ampsync.api.Reason;
import io.ampsync.api.TableReport.ReorgReport;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.PastReorgs;
import io.ampsync.runtime.sync.ReorgSummary;
import io.ampsync.runtime.sync.TableState;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A table at a moment.
 *
 * @param networks by name, sorted
 * @param rows rows that are stored, by the journal and what was committed since
 * @param lastCommit null before the first commit of this process
 * @param reorgs what is known of its reorgs
 * @param trouble null if nothing is wrong
 */
public record TableStatus(
        String name,
        TableState state,
        Map<String, NetworkStatus> networks,
        long rows,
        @Nullable Instant lastCommit,
        Reorgs reorgs,
        @Nullable Trouble trouble) {
    public TableStatus {
        networks = Collections.unmodifiableMap(new TreeMap<>(networks));
    }

    /** Before anything is known. */
    public static TableStatus pending(String name) {
        return new TableStatus(name, TableState.PENDING, Map.of(), 0, null, Reorgs.NONE, null);
    }

    /**
     * One network of a table.
     *
     * @param checkpoint null if nothing is stored
     * @param head null if the source's head was never observed
     */
    public record NetworkStatus(
            @Nullable Cursor checkpoint, @Nullable Head head) {
        static final NetworkStatus UNKNOWN = new NetworkStatus(null, null);

        /** Blocks between checkpoint and head, 0 if the head is not above; null if one of them is not known. */
        public @Nullable Long lagBlocks() {
            if (checkpoint == null || head == null) {
                return null;
            }
            return Math.max(0, head.block().number() - checkpoint.number());
        }
    }

    /**
     * The source's head.
     *
     * @param blockTime null where the source gives none
     */
    public record Head(
            Cursor block, Instant observedAt, @Nullable Instant blockTime) {}

    /**
     * Reorgs of a table, those before this process included if the database was asked.
     *
     * @param maxDepth in blocks
     */
    public record Reorgs(
            long total, long maxDepth, @Nullable ReorgReport last) {
        static final Reorgs NONE = new Reorgs(0, 0, null);

        static Reorgs of(PastReorgs past) {
            PastReorgs.Last last = past.last();
            return new Reorgs(
                    past.total(),
                    past.maxDepth(),
                    last == null
                            ? null
                            : new ReorgReport(
                                    last.time(),
                                    last.network(),
                                    last.forkBlock(),
                                    last.depth(),
                                    last.rowsRemoved(),
                                    last.rowsAdded()));
        }

        Reorgs plus(ReorgSummary reorg, Instant at) {
            return new Reorgs(
                    total + 1,
                    Math.max(maxDepth, reorg.depth()),
                    new ReorgReport(
                            at,
                            reorg.network(),
                            reorg.forkBlock(),
                            reorg.depth(),
                            reorg.rowsRemoved(),
                            reorg.rowsAdded()));
        }
    }

    /**
     * What is wrong.
     *
     * @param since when it first failed for this reason without success in between
     */
    public record Trouble(Reason reason, String message, Instant since) {}

    TableStatus withState(TableState next) {
        boolean works = next == TableState.BACKFILLING || next == TableState.STREAMING;
        return new TableStatus(name, next, networks, rows, lastCommit, reorgs, works ? null : trouble);
    }

    TableStatus withNetwork(String network, UnaryOperator<NetworkStatus> change) {
        Map<String, NetworkStatus> changed = new TreeMap<>(networks);
        changed.put(network, change.apply(networks.getOrDefault(network, NetworkStatus.UNKNOWN)));
        return new TableStatus(name, state, changed, rows, lastCommit, reorgs, trouble);
    }

    TableStatus withRows(long stored) {
        return new TableStatus(name, state, networks, stored, lastCommit, reorgs, trouble);
    }

    TableStatus withCommit(Instant at) {
        return new TableStatus(name, state, networks, rows, at, reorgs, null);
    }

    /** For what the database knows of earlier reorgs. */
    public TableStatus withReorgs(Reorgs known) {
        return new TableStatus(name, state, networks, rows, lastCommit, known, trouble);
    }

    TableStatus withTrouble(Reason reason, String message, Instant now) {
        Instant since = trouble != null && trouble.reason() == reason ? trouble.since() : now;
        return new TableStatus(name, state, networks, rows, lastCommit, reorgs, new Trouble(reason, message, since));
    }
}
