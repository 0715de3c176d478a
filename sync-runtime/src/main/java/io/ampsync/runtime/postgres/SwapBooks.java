package io.ampsync.runtime.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is known of two tables of which one takes the other's place. Checkpoint, journal and the record of DDL belong to
 * the table that they describe; the feed of changes and the audit of reorgs go on under the name that readers know.
 */
final class SwapBooks {
    private static final String CHECKPOINT = """
            WITH old AS (DELETE FROM {schema}._ampsync_checkpoints WHERE table_name = ? RETURNING network, seq)
            UPDATE {schema}._ampsync_checkpoints c
            SET seq = 1 + coalesce((SELECT seq FROM old WHERE old.network = c.network), c.seq), updated_at = now()
            WHERE table_name = ?""";

    /** From the first block on everything is another version's. */
    private static final String CHANGE = """
            INSERT INTO {schema}._ampsync_changes
              (table_name, network, seq, ordinal, start_block, end_block, hash, kind, holder)
            SELECT table_name, network, seq, 0,
                   (SELECT min(start_block) FROM {schema}._ampsync_ranges r
                    WHERE r.table_name = c.table_name AND r.network = c.network),
                   watermark_block_num, watermark_block_hash, 'version', ?
            FROM {schema}._ampsync_checkpoints c WHERE table_name = ?""";

    private static final String RECORD = """
            INSERT INTO {schema}._ampsync_schema
              (table_name, sync_uid, dataset, version, manifest_hash, ddl, columns)
            SELECT table_name, ?, ?, ?, ?, ?, columns FROM {schema}._ampsync_schema WHERE table_name = ?
            ORDER BY id DESC LIMIT 1""";

    private final TargetSchema schema;
    private final Claim claim;
    private final String table;
    private final String beside;
    private final String kept;

    /** @param kept the name under which the old table is kept */
    SwapBooks(TargetSchema schema, Claim claim, String table, String kept) {
        this.schema = schema;
        this.claim = claim;
        this.table = table;
        this.beside = SideNames.filling(table);
        this.kept = kept;
    }

    /** All that readers of the table do not wait for. */
    Script move() {
        Script script = new Script();
        for (String book : List.of("_ampsync_changes", "_ampsync_reorgs")) {
            script.then(schema.sql("DELETE FROM {schema}." + book + " WHERE table_name = ?"), beside);
        }
        script.then(schema.sql("DELETE FROM {schema}._ampsync_ranges WHERE table_name = ?"), table);
        script.then(schema.sql(CHECKPOINT), table, beside);
        rename(script, "_ampsync_schema", table, kept);
        script.then(
                schema.sql("UPDATE {schema}._ampsync_tables SET table_name = ?, beside = ?, superseded_at = now()"
                        + " WHERE table_name = ?"),
                kept,
                table,
                table);
        for (String book : List.of("_ampsync_checkpoints", "_ampsync_ranges", "_ampsync_schema", "_ampsync_tables")) {
            rename(script, book, beside, table);
        }
        return script.then(schema.sql("UPDATE {schema}._ampsync_tables SET beside = NULL WHERE table_name = ?"), table)
                .then(schema.sql(CHANGE), claim.holder(), table);
    }

    private void rename(Script script, String book, String from, String to) {
        script.then(schema.sql("UPDATE {schema}." + book + " SET table_name = ? WHERE table_name = ?"), to, from);
    }

    /** The two tables change their names. */
    List<Carried.Step> names() {
        List<Carried.Step> steps = new ArrayList<>();
        steps.add(rename(table, kept));
        steps.add(rename(beside, table));
        steps.add(new Carried.Step(
                "its name",
                "COMMENT ON TABLE " + schema.qualified(kept) + " IS 'ampsync: " + table
                        + " before another version took its place; not kept up to date, and nobody needs it but you'"));
        return steps;
    }

    private Carried.Step rename(String from, String to) {
        return new Carried.Step(
                "its name", "ALTER TABLE " + schema.qualified(from) + " RENAME TO " + TargetSchema.quote(to));
    }

    /** Which DDL has run, and on the old table what it is. */
    Script record(Provenance to, List<Carried.Step> steps) {
        String ddl = steps.stream().map(Carried.Step::statement).collect(Collectors.joining(";\n"));
        return Script.of(
                schema.sql(RECORD), claim.syncUid(), to.dataset(), to.version(), to.manifestHash(), ddl, table);
    }
}
