package io.ampsync.runtime.adopt;

import io.ampsync.api.Reason;
import io.ampsync.runtime.encode.TargetColumn;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.Claim;
import io.ampsync.runtime.postgres.Fence;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.postgres.Row;
import io.ampsync.runtime.postgres.Script;
import io.ampsync.runtime.postgres.Session;
import io.ampsync.runtime.postgres.TargetDatabase;
import io.ampsync.runtime.postgres.TargetSchema;
import io.ampsync.runtime.postgres.TargetTable;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The one transaction in which a table of an early ampsync becomes ours. Readers are never locked out. */
final class Takeover {
    private static final Pattern SCALED = Pattern.compile("NUMERIC\\(\\d+, ?-?[1-9]\\d*\\)", Pattern.CASE_INSENSITIVE);

    private static final String OLD_COLUMNS = "table_name, network, incremental_block_num, incremental_updated_at,"
            + " watermark_block_num, watermark_block_hash, watermark_updated_at, updated_at";

    private static final String CHECKPOINT = """
            SELECT watermark_block_num = ? AND watermark_block_hash = ?::bytea AND sync_uid IS NULL
            FROM {schema}._ampsync_checkpoints WHERE table_name = ? AND network = ? FOR UPDATE""";

    private final TargetDatabase database;
    private final TargetSchema schema;
    private final Claim claim;

    Takeover(TargetDatabase database, Claim claim) {
        this.database = database;
        this.schema = database.schema();
        this.claim = claim;
    }

    /**
     * What was done.
     *
     * @param kept rows up to the watermark
     * @param removed rows above it, which no watermark vouched for
     */
    record Taken(long kept, long removed) {}

    Taken run(TargetTable table, SeedProgress.Watermark progress, SourceProof proof, Provenance from) {
        try (Session session = database.patientSession()) {
            Fence.enter(session, database, claim, database.limits().forDdl());
            String name = schema.qualified(table.name());
            session.run(Script.of("SELECT set_config('statement_timeout', '0', true)")
                    .then("LOCK TABLE " + name + " IN SHARE ROW EXCLUSIVE MODE"));
            requireSame(session, table, progress);
            StoredRanges stored = StoredRanges.of(session, name, progress.at());
            Optional<String> objection = Objection.to(stored, proof, progress.network(), progress.at());
            if (objection.isPresent()) {
                throw Refusal.of(schema, table.name(), objection.get());
            }
            requireUnscaled(session, table);
            session.run(changes(table, progress, proof, stored, from));
            return new Taken(stored.kept(), stored.above());
        } catch (SQLException e) {
            throw database.failure("Adopting table " + table.name(), e);
        }
    }

    /** The predecessor may be running still: nothing that it does after the lock was granted is stored. */
    private void requireSame(Session session, TargetTable table, SeedProgress.Watermark progress) throws SQLException {
        Row row = session.run(Script.of(
                        schema.sql(CHECKPOINT),
                        progress.at().number(),
                        progress.at().hash().bytes(),
                        table.name(),
                        progress.network()))
                .row();
        if (row == null || !row.flag(0)) {
            throw new SyncException(
                    Reason.DATABASE_BUSY,
                    "The checkpoint of " + table.name() + " moves: the program that fills it is running still.");
        }
    }

    /** Its encoder wrote a decimal's digits without its point: 1.5 became 15, at whatever scale. */
    private void requireUnscaled(Session session, TargetTable table) throws SQLException {
        for (TargetColumn column : table.columns()) {
            String quoted = TargetSchema.quote(column.name());
            if (SCALED.matcher(column.sqlType()).matches()
                    && session.run(Script.of("SELECT 1 FROM " + schema.qualified(table.name()) + " WHERE " + quoted
                                            + " <> 0 LIMIT 1"))
                                    .row()
                            != null) {
                throw Refusal.of(
                        schema,
                        table.name(),
                        "has values in the decimal column " + column.name()
                                + ", which the program before stored without their decimal point");
            }
        }
    }

    private Script changes(
            TargetTable table,
            SeedProgress.Watermark progress,
            SourceProof proof,
            StoredRanges stored,
            Provenance from) {
        String name = schema.qualified(table.name());
        Cursor at = progress.at();
        Script script = new Script();
        if (stored.above() > 0) {
            script.then("DELETE FROM " + name + " WHERE _block_num_end > ?", at.number());
        }
        String index = "CREATE INDEX IF NOT EXISTS " + TargetSchema.quote(index(table.name())) + " ON " + name
                + " (_block_num_end)";
        script.then(index).then("SELECT pg_advisory_xact_lock(?)", schema.setupLock());
        Guard.putUp(script, schema, table.name());
        Guard.putUp(script, schema, CatalogReader.CHECKPOINTS);
        copyAside(script, table.name());
        record(script, table, progress, proof, stored, from);
        script.then(
                schema.sql("""
                        INSERT INTO {schema}._ampsync_schema
                          (table_name, sync_uid, dataset, version, manifest_hash, ddl, columns)
                        SELECT ?, ?, ?, ?, ?, ?, array_agg(attname::text ORDER BY attnum)
                        FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped
                          AND attname = ANY (?::text[])"""),
                table.name(),
                claim.syncUid(),
                from.dataset(),
                from.version(),
                from.manifestHash(),
                index,
                name,
                new Script.Texts(
                        table.columns().stream().map(TargetColumn::name).toList()));
        return script.then("COMMIT");
    }

    private void copyAside(Script script, String table) {
        script.then(schema.sql("CREATE TABLE IF NOT EXISTS {schema}." + Predecessors.SET_ASIDE + " AS SELECT "
                        + OLD_COLUMNS + " FROM {schema}._ampsync_checkpoints WHERE false"))
                .then(schema.sql("DELETE FROM {schema}." + Predecessors.SET_ASIDE + " WHERE table_name = ?"), table)
                .then(
                        schema.sql("INSERT INTO {schema}." + Predecessors.SET_ASIDE + " (" + OLD_COLUMNS + ") SELECT "
                                + OLD_COLUMNS + " FROM {schema}._ampsync_checkpoints WHERE table_name = ?"),
                        table);
    }

    private void record(
            Script script,
            TargetTable table,
            SeedProgress.Watermark progress,
            SourceProof proof,
            StoredRanges stored,
            Provenance from) {
        Cursor at = progress.at();
        byte[] hash = at.hash().bytes();
        script.then(schema.sql("""
                        INSERT INTO {schema}._ampsync_tables
                          (table_name, sync_uid, network, adopted_from, adopted_at, adopted_through)
                        VALUES (?, ?, ?, 'seed', now(), ?)"""), table.name(), claim.syncUid(), progress.network(), at.number())
                .then(
                        schema.sql("""
                        UPDATE {schema}._ampsync_checkpoints
                        SET seq = seq + 1, sync_uid = ?, dataset = ?, version = ?, manifest_hash = ?,
                            incremental_block_num = watermark_block_num, updated_at = now()
                        WHERE table_name = ? AND network = ?"""),
                        claim.syncUid(),
                        from.dataset(),
                        from.version(),
                        from.manifestHash(),
                        table.name(),
                        progress.network())
                .then(schema.sql("DELETE FROM {schema}._ampsync_ranges WHERE table_name = ?"), table.name())
                .then(
                        schema.sql("""
                        INSERT INTO {schema}._ampsync_ranges
                          (table_name, network, start_block, end_block, hash, prev_hash, row_count, content_digest)
                        VALUES (?, ?, ?, ?, ?, ?::bytea, ?, decode(repeat('00', 16), 'hex'))"""),
                        table.name(),
                        progress.network(),
                        proof.first().start(),
                        at.number(),
                        hash,
                        proof.first().prevHash() == null
                                ? null
                                : proof.first().prevHash().bytes(),
                        stored.kept())
                .then(
                        schema.sql("""
                        INSERT INTO {schema}._ampsync_changes
                          (table_name, network, seq, ordinal, start_block, end_block, hash, kind, holder)
                        SELECT table_name, network, seq, 0, ?, ?, ?, 'append', ? FROM {schema}._ampsync_checkpoints
                        WHERE table_name = ? AND network = ?"""),
                        proof.first().start(),
                        at.number(),
                        hash,
                        claim.holder(),
                        table.name(),
                        progress.network());
    }

    /** Ours, by a name that {@link Release} finds again. */
    static String index(String table) {
        return "_ampsync_block_" + UUID.nameUUIDFromBytes(table.getBytes(StandardCharsets.UTF_8));
    }
}
