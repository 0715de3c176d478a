package io.ampsync.runtime.postgres;

import io.ampsync.api.Reason;
import io.ampsync.runtime.encode.TargetColumn;
import io.ampsync.runtime.event.Events;
import io.ampsync.runtime.fault.SyncException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates user tables and follows additive changes of their schema, in short fenced transactions of their own. Every
 * refusal leaves the table as it was.
 */
public final class TargetTables {
    private static final Logger LOG = LoggerFactory.getLogger(TargetTables.class);
    private static final int LOCK_ATTEMPTS = 20;
    private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);

    private final TargetDatabase database;
    private final TargetSchema schema;
    private final Claim claim;
    private final Beside beside;

    public TargetTables(TargetDatabase database, Claim claim) {
        this.database = database;
        this.schema = database.schema();
        this.claim = claim;
        this.beside = new Beside(schema);
    }

    /** What {@link #ensure} did. */
    public enum Setup {
        CREATED,
        ALTERED,
        UNCHANGED
    }

    /**
     * Makes the table fit, and ours, and its checkpoint that of the given source.
     *
     * @throws SyncException {@link Reason#CLAIMED_BY_OTHER}: another sync owns the table;
     *     {@link Reason#SCHEMA_INCOMPATIBLE}: a column was retyped or dropped, or the table was there before us;
     *     {@link Reason#DATABASE_BUSY}: others lock the table all the time; {@link Reason#FENCED}
     */
    public Setup ensure(TargetTable table, Provenance from) throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            Optional<Setup> done = once(table, from, true, attempt == LOCK_ATTEMPTS);
            if (done.isPresent()) {
                return done.get();
            }
            LOG.debug("table {} is locked, attempt {}", table.name(), attempt);
            Thread.sleep(BETWEEN_ATTEMPTS);
        }
    }

    /**
     * Adds the columns of another version while the rows of the old one go on coming: for the writer of these nothing
     * changes, not even the checkpoint. Tries once.
     *
     * @return empty if somebody else locks the table
     * @throws SyncException as {@link #ensure}
     */
    public Optional<Setup> evolve(TargetTable table, Provenance to) {
        return once(table, to, false, false);
    }

    /**
     * Looks whether the table fits, or would after an additive change; changes nothing.
     *
     * @return true if columns would be added
     * @throws SyncException {@link Reason#SCHEMA_INCOMPATIBLE}
     */
    public boolean check(TargetTable table) {
        return database.call("Looking at table " + table.name(), session -> {
            ExistingTable existing = ExistingTable.read(session, schema, table.name());
            return existing != null && !fit(session, table, existing, true).isEmpty();
        });
    }

    /**
     * What {@link #ensure} would run for a table, in a transaction that may not change anything.
     *
     * @throws SyncException as {@link #ensure}
     */
    List<String> preview(Session session, TargetTable table, boolean ours) throws SQLException {
        ExistingTable existing = ExistingTable.read(session, schema, table.name());
        return existing == null ? create(table, false) : fit(session, table, existing, ours);
    }

    private List<String> create(TargetTable table, boolean again) {
        List<String> ddl = new ArrayList<>();
        if (again) {
            ddl.add("DROP TABLE " + schema.qualified(table.name()));
        }
        ddl.addAll(TableSql.create(schema, table));
        return ddl;
    }

    private Optional<Setup> once(TargetTable table, Provenance from, boolean opening, boolean last) {
        try {
            return Optional.of(database.repeatable(session -> ensure(session, table, from, opening)));
        } catch (SQLException e) {
            if (!SqlStates.stateOf(e).equals(SqlStates.LOCK_NOT_AVAILABLE) || last) {
                throw database.failure("Preparing table " + table.name(), e);
            }
            return Optional.empty();
        }
    }

    private Setup ensure(Session session, TargetTable table, Provenance from, boolean opening) throws SQLException {
        Fence.enter(session, database, claim, database.limits().forDdl());
        boolean wasOurs = own(session, table);
        if (opening) {
            beside.requireInPlace(session, table, from);
        }
        ExistingTable found = ExistingTable.read(session, schema, table.name());
        boolean stale = found != null && wasOurs && beside.isStale(session, table, from);
        ExistingTable existing = stale ? null : found;
        Filling.record(session, schema, table, existing == null || existing.empty());
        List<String> ddl =
                new ArrayList<>(existing == null ? create(table, stale) : fit(session, table, existing, wasOurs));
        for (String statement : ddl) {
            session.execute(statement);
        }
        if (existing == null) {
            ddl.addAll(beside.complete(session, table));
        }
        Script changes = new Script();
        if (existing == null || !wasOurs) {
            forget(changes, table, from);
        }
        SchemaRecord record = new SchemaRecord(schema, claim);
        record.add(changes, table, from, ddl, wasOurs);
        if (opening) {
            record.switchCheckpoint(changes, table.name(), from);
        }
        session.run(changes.then("COMMIT"));
        if (existing == null) {
            LOG.atInfo().addKeyValue("columns", table.columns().size()).log(Events.TABLE_CREATED);
            return Setup.CREATED;
        }
        ddl.forEach(statement -> LOG.atInfo().addKeyValue("ddl", statement).log(Events.COLUMN_ADDED));
        return ddl.isEmpty() ? Setup.UNCHANGED : Setup.ALTERED;
    }

    /** True if the table was ours before. */
    private boolean own(Session session, TargetTable table) throws SQLException {
        Answers answers = session.run(Script.of(schema.sql("""
                                INSERT INTO {schema}._ampsync_tables (table_name, sync_uid, beside) VALUES (?, ?, ?)
                                ON CONFLICT (table_name) DO NOTHING RETURNING true"""), table.name(), claim.syncUid(), table.beside())
                .then(schema.sql("""
                                SELECT sync_uid FROM {schema}._ampsync_tables WHERE table_name = ? FOR UPDATE"""), table.name()));
        boolean inserted = answers.row() != null;
        Row row = Objects.requireNonNull(answers.row());
        if (!claim.syncUid().equals(row.text(0))) {
            throw new SyncException(
                    Reason.CLAIMED_BY_OTHER,
                    "Table " + schema.qualified(table.name()) + " belongs to the sync " + row.text(0) + ", not to "
                            + claim.syncUid() + ".");
        }
        return !inserted;
    }

    private List<String> fit(Session session, TargetTable table, ExistingTable existing, boolean wasOurs)
            throws SQLException {
        if (!existing.ordinary()) {
            throw refused(table, "it is not an ordinary, logged table");
        }
        Set<String> known = known(session, table);
        SchemaFit fit = SchemaFit.of(
                table.columns(), existing.columns(), name -> known.isEmpty() || known.contains(name), existing.empty());
        if (!wasOurs) {
            if (!existing.empty()) {
                throw refused(table, "it was there before this sync, and has rows");
            }
            if (!(fit instanceof SchemaFit.Same)) {
                throw refused(table, "it was there before this sync, with other columns");
            }
        }
        if (!existing.keyed()) {
            throw refused(table, "its primary key is not (_id)");
        }
        if (!existing.empty()) {
            Filling.requireKind(session, schema, table);
        }
        List<String> ddl = new ArrayList<>(TableSql.blockIndex(schema, table, existing));
        switch (fit) {
            case SchemaFit.Same same -> {}
            case SchemaFit.Additive additive -> {
                requireNew(table, additive, known);
                ddl.add(TableSql.alter(schema, table, additive));
            }
            case SchemaFit.Refused finding -> throw refused(table, finding.finding());
        }
        return ddl;
    }

    /** Columns that this sync has seen in the table, empty if it never had it. */
    private Set<String> known(Session session, TargetTable table) throws SQLException {
        return session.run(Script.of(schema.sql("""
                        SELECT unnest(s.columns) FROM {schema}._ampsync_schema s
                        WHERE s.id = (SELECT max(id) FROM {schema}._ampsync_schema WHERE table_name = ?)"""), table.name())).rows().stream()
                .map(row -> row.text(0))
                .collect(Collectors.toSet());
    }

    /** A column that we created before and that is gone took its values along: adding it again would hide that. */
    private void requireNew(TargetTable table, SchemaFit.Additive change, Set<String> created) {
        List<String> lost = change.added().stream()
                .map(TargetColumn::name)
                .filter(created::contains)
                .toList();
        if (!lost.isEmpty()) {
            throw refused(table, "someone dropped its columns " + String.join(", ", lost));
        }
    }

    private SyncException refused(TargetTable table, String finding) {
        return refused(schema, table, finding);
    }

    static SyncException refused(TargetSchema schema, TargetTable table, String finding) {
        return new SyncException(
                Reason.SCHEMA_INCOMPATIBLE,
                "Table " + schema.qualified(table.name()) + " cannot take these rows: " + finding + ".");
    }

    /** A table that is new cannot go on from an old checkpoint; the sequence of its commits goes on. */
    private void forget(Script script, TargetTable table, Provenance from) {
        script.then(schema.sql("DELETE FROM {schema}._ampsync_ranges WHERE table_name = ?"), table.name())
                .then(
                        schema.sql("""
                        WITH reset AS (
                          UPDATE {schema}._ampsync_checkpoints
                          SET seq = seq + 1, sync_uid = ?, dataset = ?, version = ?, manifest_hash = ?, updated_at = now(),
                              incremental_block_num = NULL, incremental_updated_at = NULL, watermark_block_num = NULL,
                              watermark_block_hash = NULL, watermark_updated_at = NULL, open_start = NULL,
                              open_end = NULL, open_hash = NULL, open_prev_hash = NULL, open_rows = NULL,
                              open_digest = NULL
                          WHERE table_name = ? RETURNING table_name, network, seq)
                        INSERT INTO {schema}._ampsync_changes (table_name, network, seq, ordinal, kind, holder)
                        SELECT table_name, network, seq, 0, 'version', ? FROM reset"""),
                        claim.syncUid(),
                        from.dataset(),
                        from.version(),
                        from.manifestHash(),
                        table.name(),
                        claim.holder());
    }
}
