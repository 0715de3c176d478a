package io.ampsync.runtime.postgres;

import io.ampsync.runtime.encode.TargetColumn;
import java.util.List;

/**
 * Which version a table is made for ({@code _ampsync_schema}), and which one its rows come from (its checkpoint). The
 * first is ahead of the second from the moment that the columns fit until the stream of the old version has ended.
 */
final class SchemaRecord {
    private final TargetSchema schema;
    private final Claim claim;

    SchemaRecord(TargetSchema schema, Claim claim) {
        this.schema = schema;
        this.claim = claim;
    }

    /** A line, unless the last one says the same. */
    void add(Script script, TargetTable table, Provenance from, List<String> ddl, boolean wasOurs) {
        boolean news = !ddl.isEmpty() || !wasOurs;
        if (!news && !from.isExact()) {
            return;
        }
        script.then(
                schema.sql("""
                        INSERT INTO {schema}._ampsync_schema
                          (table_name, sync_uid, dataset, version, manifest_hash, ddl, columns)
                        SELECT ?, ?, ?, ?, ?, ?, ?
                        WHERE ? OR NOT EXISTS (
                          SELECT FROM (SELECT version, manifest_hash FROM {schema}._ampsync_schema
                                       WHERE table_name = ? ORDER BY id DESC LIMIT 1) last
                          WHERE version IS NOT DISTINCT FROM ?
                            AND manifest_hash IS NOT DISTINCT FROM coalesce(?, manifest_hash))"""),
                table.name(),
                claim.syncUid(),
                from.dataset(),
                from.version(),
                from.manifestHash(),
                ddl.isEmpty() ? "-- no change needed" : String.join(";\n", ddl),
                new Script.Texts(
                        table.columns().stream().map(TargetColumn::name).toList()),
                news,
                table.name(),
                from.version(),
                from.manifestHash());
    }

    /** From the next block on the rows are another version's; those that are there stay, and readers are told. */
    void switchCheckpoint(Script script, String table, Provenance to) {
        if (!to.isExact()) {
            return;
        }
        script.then(
                schema.sql("""
                        WITH switched AS (
                          UPDATE {schema}._ampsync_checkpoints
                          SET seq = seq + 1, dataset = ?, version = ?, manifest_hash = ?, updated_at = now()
                          WHERE table_name = ?
                            AND (version IS DISTINCT FROM ? OR manifest_hash IS DISTINCT FROM coalesce(?, manifest_hash))
                          RETURNING table_name, network, seq, watermark_block_num, watermark_block_hash),
                        counted AS (
                          UPDATE {schema}._ampsync_schema s
                          SET older_rows = (SELECT coalesce(sum(row_count), 0) FROM {schema}._ampsync_ranges r
                                            WHERE r.table_name = s.table_name)
                          FROM switched
                          WHERE s.table_name = switched.table_name AND s.older_rows IS NULL
                            AND s.version IS NOT DISTINCT FROM ? AND s.ddl LIKE 'ALTER TABLE%ADD COLUMN%')
                        INSERT INTO {schema}._ampsync_changes
                          (table_name, network, seq, ordinal, start_block, hash, kind, holder)
                        SELECT table_name, network, seq, 0, watermark_block_num + 1, watermark_block_hash, 'version', ?
                        FROM switched"""),
                to.dataset(),
                to.version(),
                to.manifestHash(),
                table,
                to.version(),
                to.manifestHash(),
                to.version(),
                claim.holder());
    }
}
