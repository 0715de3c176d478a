package io.ampsync.runtime.postgres;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * Gives a table that was filled beside another one that one's place and name, in one fenced transaction: readers see the
 * one or the other, whole, and never an error. What they have built on the old one goes over; where that is not possible
 * nothing happens. No stream stops for it: their commits wait for as long as the transaction lasts, half a second at most
 * before it holds its locks.
 */
public final class TableSwap {
    private static final String PROGRESS = """
            SELECT shown.block, filled.block, t.table_name IS NOT NULL
            FROM (SELECT 1) one
            LEFT JOIN {schema}._ampsync_tables t ON t.table_name = ? AND t.beside IS NOT NULL
            LEFT JOIN LATERAL (SELECT watermark_block_num AS block FROM {schema}._ampsync_checkpoints c
              WHERE c.table_name = t.table_name AND c.network = t.network) filled ON true
            LEFT JOIN LATERAL (SELECT greatest(c.watermark_block_num, c.incremental_block_num) AS block
              FROM {schema}._ampsync_checkpoints c JOIN {schema}._ampsync_tables l USING (table_name, network)
              WHERE table_name = ?) shown ON true""";

    /** In the order in which they are given, which is the order of the commits. */
    private static final String LOCK_CHECKPOINTS = """
            SELECT 1 FROM {schema}._ampsync_checkpoints WHERE table_name IN (?, ?) ORDER BY table_name = ? FOR UPDATE""";

    private static final String OWNED = """
            SELECT count(*) FROM {schema}._ampsync_tables WHERE table_name IN (?, ?) AND sync_uid = ?""";

    private static final String FREE = """
            SELECT to_regclass(?) IS NULL
              AND NOT EXISTS (SELECT FROM {schema}._ampsync_tables WHERE table_name = ?)
              AND NOT EXISTS (SELECT FROM {schema}._ampsync_schema WHERE table_name = ?)""";

    private final TargetDatabase database;
    private final TargetSchema schema;
    private final Claim claim;
    private final CommitProbe probe;

    public TableSwap(TargetDatabase database, Claim claim, CommitProbe probe) {
        this.database = database;
        this.schema = database.schema();
        this.claim = claim;
        this.probe = probe;
    }

    /**
     * How far the two are.
     *
     * @param shown the last block of which readers see rows
     * @param filled the checkpoint of the table beside
     * @param waiting false if there is no table beside: it was never begun, or its place is taken
     */
    public record Progress(OptionalLong shown, OptionalLong filled, boolean waiting) {
        /**
         * True if readers lose nothing by a swap.
         *
         * @param enough see {@link SwapRule}
         */
        public boolean isReady(OptionalLong enough) {
            return waiting && SwapRule.isReady(shown, filled, enough);
        }
    }

    /** What came of a try. */
    public sealed interface Outcome {
        /** Done; the old table is kept under this name. */
        record Taken(String kept) implements Outcome {}

        /** More rows have come to the old one meanwhile. */
        record NotYet() implements Outcome {}

        /** Somebody else locks it. */
        record Locked() implements Outcome {}

        /** A person has to clear the way; each as the end of "in the way: ". */
        record Held(List<String> obstacles) implements Outcome {
            public Held {
                obstacles = List.copyOf(obstacles);
            }
        }
    }

    /** Looks, without a lock. */
    public Progress progress(String table) {
        return database.call("Comparing " + table + " with the table beside it", session -> progress(session, table));
    }

    private Progress progress(Session session, String table) throws SQLException {
        Row row = session.run(Script.of(schema.sql(PROGRESS), SideNames.filling(table), table))
                .rows()
                .getFirst();
        return new Progress(number(row, 0), number(row, 1), row.flag(2));
    }

    private static OptionalLong number(Row row, int column) {
        return row.absent(column) ? OptionalLong.empty() : OptionalLong.of(row.number(column));
    }

    /**
     * Looks after a try of which the end was not seen: when this returns, it has landed or never will.
     *
     * @throws SyncException the question could not be asked
     */
    public Progress settled(String table) {
        try (Session session = database.freshSession()) {
            int pid = (int) session.run(Script.of("SELECT pg_backend_pid()")).number();
            try (StuckSessions _ = StuckSessions.watch(database, pid)) {
                Fence.enter(session, database, claim, database.limits().forTakeover());
                String beside = SideNames.filling(table);
                session.run(Script.of(schema.sql(LOCK_CHECKPOINTS), table, beside, beside));
            }
            return progress(session, table);
        } catch (SQLException e) {
            throw database.failure("Asking which table is " + table, e);
        }
    }

    /** What stands in the way of a swap, looked at without a lock; empty if nothing does. */
    public List<String> obstacles(String table) {
        return database.call(
                "Looking at what depends on " + table,
                session -> Obstacles.of(session, schema, table, SideNames.filling(table)));
    }

    /**
     * Gives the table beside the indexes that it still lacks, and statistics. It may take long, and only the stream of
     * that table waits.
     *
     * @param statistics whether they are taken
     * @return the indexes that it cannot have, and why; empty if it has all
     */
    public List<String> complete(String table, boolean statistics) {
        String beside = SideNames.filling(table);
        try (Session session = database.patientSession()) {
            Fence.enter(session, database, claim, database.limits().forCommit());
            session.run(Script.of("SELECT set_config('statement_timeout', '0', true)"));
            List<String> refused = new ArrayList<>();
            for (String statement : new Beside(schema).missingIndexes(session, table, beside)) {
                Beside.refusal(session, statement)
                        .ifPresent(why -> refused.add("an index (" + statement + "): " + why));
            }
            if (statistics) {
                session.execute("ANALYZE " + schema.qualified(beside));
            }
            session.run(Script.of("COMMIT"));
            return refused;
        } catch (SQLException e) {
            throw database.failure("Completing the table beside " + table, e);
        }
    }

    /**
     * Tries once.
     *
     * @param to what the table beside is filled from
     * @param enough see {@link SwapRule}
     * @throws SyncException the database's failure, after which {@link #progress} tells whether it landed
     */
    public Outcome run(String table, Provenance to, OptionalLong enough) {
        try (Session session = database.session();
                TargetDatabase.Deadline _ = database.deadline(session)) {
            return run(session, table, to, enough);
        } catch (StepRefused e) {
            return new Outcome.Held(List.of(String.valueOf(e.getMessage())));
        } catch (SQLException e) {
            if (SqlStates.isLocked(e)) {
                return new Outcome.Locked();
            }
            throw database.failure("Giving the new version of " + table + " its place", e);
        }
    }

    private Outcome run(Session session, String table, Provenance to, OptionalLong enough) throws SQLException {
        String beside = SideNames.filling(table);
        Fence.enter(session, database, claim, database.limits().forCommit());
        // Readers and writers pass this lock, and autovacuum makes way for it.
        session.run(Script.of("LOCK TABLE " + schema.qualified(table) + ", " + schema.qualified(beside)
                        + " IN SHARE UPDATE EXCLUSIVE MODE")
                .then(database.limits().forDdl())
                .then(schema.sql(LOCK_CHECKPOINTS), table, beside, beside));
        requireOurs(session, table, beside);
        if (!progress(session, table).isReady(enough)) {
            return new Outcome.NotYet();
        }
        List<String> obstacles = Obstacles.of(session, schema, table, beside);
        if (!obstacles.isEmpty()) {
            return new Outcome.Held(obstacles);
        }
        int nth = free(session, table);
        List<Carried.View> views = Carried.views(session, schema, table);
        SwapBooks books = new SwapBooks(schema, claim, table, SideNames.kept(table, nth));
        session.run(books.move());
        lock(session, table, views);
        probe.at("swap.locked");
        if (!Carried.views(session, schema, table).equals(views)
                || !new Beside(schema).missingIndexes(session, table, beside).isEmpty()
                || !Obstacles.of(session, schema, table, SideNames.kept(table, nth), table)
                        .isEmpty()) {
            return new Outcome.NotYet();
        }
        List<Carried.Step> steps = books.names();
        steps.addAll(0, Carried.indexNames(session, schema, table, beside, nth));
        steps.addAll(Carried.properties(session, schema, table, beside));
        views.forEach(view -> steps.add(new Carried.Step("view " + view.name(), view.redefinition())));
        for (Carried.Step step : steps) {
            run(session, step);
        }
        probe.at("swap.commit.before");
        session.run(books.record(to, steps).then("COMMIT"));
        probe.at("swap.commit.after");
        return new Outcome.Taken(SideNames.kept(table, nth));
    }

    private void requireOurs(Session session, String table, String beside) throws SQLException {
        if (session.run(Script.of(schema.sql(OWNED), table, beside, claim.syncUid()))
                        .number()
                != 2) {
            throw new SyncException(
                    Reason.CLAIMED_BY_OTHER,
                    "Table " + schema.qualified(table) + ", or the one beside it, does not belong to " + claim.syncUid()
                            + ".");
        }
    }

    private int free(Session session, String table) throws SQLException {
        for (int nth = 1; ; nth++) {
            String name = SideNames.kept(table, nth);
            if (session.run(Script.of(schema.sql(FREE), schema.qualified(name), name, name))
                    .rows()
                    .getFirst()
                    .flag(0)) {
                return nth;
            }
        }
    }

    /** Views first, as their readers do; all in the time that one lock of DDL may take. */
    private void lock(Session session, String table, List<Carried.View> views) throws SQLException {
        long end = System.nanoTime() + database.limits().ddlLock().toNanos();
        for (Carried.View view : views) {
            waitAtMost(session, end);
            run(session, new Carried.Step("view " + view.name(), view.lock()));
        }
        waitAtMost(session, end);
        session.execute("LOCK TABLE " + schema.qualified(table) + " IN ACCESS EXCLUSIVE MODE");
    }

    private static void waitAtMost(Session session, long end) throws SQLException {
        long millis = Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis());
        session.run(Script.of("SELECT set_config('lock_timeout', ?, true)", millis + "ms"));
    }

    private static void run(Session session, Carried.Step step) throws SQLException {
        try {
            session.execute(step.statement());
        } catch (SQLException e) {
            if (SqlStates.isLocked(e) || SqlStates.connectionLost(e)) {
                throw e;
            }
            throw new StepRefused(step.what() + ": " + SqlStates.sentence(e), e);
        }
    }

    /** A statement that PostgreSQL refuses, with what it was to carry over. */
    private static final class StepRefused extends SQLException {
        private static final long serialVersionUID = 1L;

        StepRefused(String message, SQLException cause) {
            super(message, SqlStates.stateOf(cause), cause);
        }
    }
}
