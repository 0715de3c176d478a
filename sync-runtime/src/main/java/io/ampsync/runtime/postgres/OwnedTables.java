package io.ampsync.runtime.postgres;

import io.ampsync.runtime.fault.SyncException;
import java.sql.SQLException;
import java.util.List;

/** The end of a sync: drops exactly the tables that it owns, and what we know of them. */
public final class OwnedTables {
    private static final List<String> STATE = List.of(
            "_ampsync_checkpoints",
            "_ampsync_ranges",
            "_ampsync_changes",
            "_ampsync_reorgs",
            "_ampsync_schema",
            "_ampsync_tables");

    private final TargetDatabase database;
    private final TargetSchema schema;

    public OwnedTables(TargetDatabase database) {
        this.database = database;
        this.schema = database.schema();
    }

    /** False if nothing was ever synced into this schema; then there is nothing to claim or drop. */
    public boolean exist() {
        return database.call(
                "Looking for our tables",
                session -> !session.run(Script.of(
                                "SELECT 1 WHERE to_regclass(?) IS NOT NULL", schema.qualified("_ampsync_tables")))
                        .rows()
                        .isEmpty());
    }

    /** Those that readers know, by name. */
    public List<String> of(String syncUid) {
        // By JSON: the columns are there from the version on that knows tables beside others.
        return names(syncUid, "to_jsonb(t) ->> 'beside' IS NULL");
    }

    /** Those that are being filled beside others, by name. */
    public List<String> filling(String syncUid) {
        return names(syncUid, "beside IS NOT NULL AND superseded_at IS NULL");
    }

    /** Those whose place another version has taken, by name. */
    public List<String> superseded(String syncUid) {
        return names(syncUid, "(to_jsonb(t) ->> 'superseded_at') IS NOT NULL");
    }

    /** Also those that are filled beside others, and those whose place was taken; by name. */
    public List<String> all(String syncUid) {
        return names(syncUid, "true");
    }

    private List<String> names(String syncUid, String which) {
        return database.call(
                "Listing the tables of " + syncUid,
                session -> session
                        .run(Script.of(
                                schema.sql("SELECT table_name FROM {schema}._ampsync_tables t WHERE sync_uid = ? AND "
                                        + which + " ORDER BY table_name"),
                                syncUid))
                        .rows()
                        .stream()
                        .map(row -> row.text(0))
                        .toList());
    }

    /**
     * Drops one table and its state in one transaction, without CASCADE: what users have built on it stops it. Doing it
     * again does nothing.
     *
     * @throws SyncException something depends on it, it is locked, or another instance took over
     */
    public void drop(Claim claim, String table) {
        try (Session session = database.session()) {
            Fence.enter(session, database, claim, database.limits().forDdl());
            drop(session, table);
        } catch (SQLException e) {
            throw database.failure("Dropping table " + table, e);
        }
    }

    private void drop(Session session, String table) throws SQLException {
        session.run(Script.of("DROP TABLE IF EXISTS " + schema.qualified(table)));
        for (String state : STATE) {
            session.run(Script.of(schema.sql("DELETE FROM {schema}." + state + " WHERE table_name = ?"), table));
        }
        session.run(Script.of("COMMIT"));
    }

    /**
     * Drops a table whose place another version has taken. Nobody writes to it any more, so no claim is needed, and a sync
     * that runs is not disturbed.
     *
     * @throws SyncException something depends on it, or it is locked
     */
    public void dropSuperseded(String syncUid, String table) {
        try (Session session = database.session()) {
            Answers answers = session.run(Script.of("BEGIN")
                    .then(database.limits().forDdl())
                    .then(
                            schema.sql(
                                    "SELECT 1 FROM {schema}._ampsync_tables"
                                            + " WHERE table_name = ? AND sync_uid = ? AND superseded_at IS NOT NULL FOR UPDATE"),
                            table,
                            syncUid));
            answers.skip();
            if (answers.row() != null) {
                drop(session, table);
            }
        } catch (SQLException e) {
            throw database.failure("Dropping table " + table, e);
        }
    }

    /** Forgets the claim itself, after its last table. */
    public void forget(Claim claim) {
        database.call(
                "Forgetting " + claim.syncUid(),
                session -> session.run(Script.of(
                        schema.sql("DELETE FROM {schema}._ampsync_writers WHERE sync_uid = ? AND epoch = ?"
                                + " AND holder = ?"),
                        claim.syncUid(),
                        claim.epoch(),
                        claim.holder())));
    }
}
