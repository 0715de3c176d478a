package io.ampsync.runtime.adopt;

import io.ampsync.runtime.encode.TargetColumn;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.postgres.Claim;
import io.ampsync.runtime.postgres.Provenance;
import io.ampsync.runtime.postgres.Script;
import io.ampsync.runtime.postgres.TargetSchema;
import io.ampsync.runtime.postgres.TargetTable;
import io.ampsync.runtime.stream.JournalEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What our tables say of an adopted table from its first transaction on. Text only. */
final class Bookkeeping {
    private static final String OLD_COLUMNS = "table_name, network, incremental_block_num, incremental_updated_at,"
            + " watermark_block_num, watermark_block_hash, watermark_updated_at, updated_at";

    private static final String TABLE = """
            INSERT INTO {schema}._ampsync_tables
              (table_name, sync_uid, network, adopted_from, adopted_at, adopted_through, row_id)
            VALUES (?, ?, ?, 'seed', now(), ?, ?)""";

    private static final String CHECKPOINT = """
            UPDATE {schema}._ampsync_checkpoints
            SET seq = seq + 1, sync_uid = ?, dataset = ?, version = ?, manifest_hash = ?, incremental_block_num = ?,
                watermark_block_num = ?, watermark_block_hash = ?, updated_at = now()
            WHERE table_name = ? AND network = ?""";

    /** What the rows' digests are only their writer could have said. */
    private static final String RANGES = """
            INSERT INTO {schema}._ampsync_ranges
              (table_name, network, start_block, end_block, hash, prev_hash, row_count, content_digest)
            SELECT ?, ?, first, last, hash, prev, row_count, decode(repeat('00', 16), 'hex')
            FROM unnest(?::bigint[], ?::bigint[], ?::bytea[], ?::bytea[], ?::bigint[])
              AS r(first, last, hash, prev, row_count)""";

    private static final String CHANGE = """
            INSERT INTO {schema}._ampsync_changes
              (table_name, network, seq, ordinal, start_block, end_block, hash, kind, holder)
            SELECT table_name, network, seq, 0, ?, watermark_block_num, watermark_block_hash, 'append', ?
            FROM {schema}._ampsync_checkpoints WHERE table_name = ? AND network = ?""";

    private static final String SCHEMA = """
            INSERT INTO {schema}._ampsync_schema (table_name, sync_uid, dataset, version, manifest_hash, ddl, columns)
            SELECT ?, ?, ?, ?, ?, ?, array_agg(attname::text ORDER BY attnum)
            FROM pg_attribute WHERE attrelid = to_regclass(?) AND attnum > 0 AND NOT attisdropped
              AND attname = ANY (?::text[])""";

    private final TargetSchema schema;
    private final Claim claim;
    private final TargetTable table;

    Bookkeeping(TargetSchema schema, Claim claim, TargetTable table) {
        this.schema = schema;
        this.claim = claim;
        this.table = table;
    }

    /** The row of the predecessor's checkpoint as it is now. */
    void copyAside(Script script) {
        String copy = schema.sql("{schema}." + Predecessors.SET_ASIDE);
        String rows = " SELECT " + OLD_COLUMNS + schema.sql(" FROM {schema}._ampsync_checkpoints WHERE ");
        script.then("CREATE TABLE IF NOT EXISTS " + copy + " AS" + rows + "false")
                .then("DELETE FROM " + copy + " WHERE table_name = ?", table.name())
                .then("INSERT INTO " + copy + " (" + OLD_COLUMNS + ")" + rows + "table_name = ?", table.name());
    }

    /** @param ddl what was done to the table */
    void write(Script script, Proof proof, List<JournalEntry> journal, Provenance from, String ddl) {
        script.then(
                        schema.sql(TABLE),
                        table.name(),
                        claim.syncUid(),
                        proof.network(),
                        proof.at().number(),
                        table.id().label())
                .then(
                        schema.sql(CHECKPOINT),
                        claim.syncUid(),
                        from.dataset(),
                        from.version(),
                        from.manifestHash(),
                        proof.at().number(),
                        proof.at().number(),
                        proof.at().hash().bytes(),
                        table.name(),
                        proof.network())
                .then(schema.sql("DELETE FROM {schema}._ampsync_ranges WHERE table_name = ?"), table.name())
                .then(
                        schema.sql(RANGES),
                        table.name(),
                        proof.network(),
                        starts(journal),
                        ends(journal),
                        hashes(journal),
                        parents(journal),
                        rows(journal))
                .then(schema.sql(CHANGE), journal.getFirst().start(), claim.holder(), table.name(), proof.network())
                .then(
                        schema.sql(SCHEMA),
                        table.name(),
                        claim.syncUid(),
                        from.dataset(),
                        from.version(),
                        from.manifestHash(),
                        ddl,
                        schema.qualified(table.name()),
                        new Script.Texts(
                                table.columns().stream().map(TargetColumn::name).toList()));
    }

    private static Script.Numbers starts(List<JournalEntry> journal) {
        return new Script.Numbers(journal.stream().map(JournalEntry::start).toList());
    }

    private static Script.Numbers ends(List<JournalEntry> journal) {
        return new Script.Numbers(journal.stream().map(JournalEntry::end).toList());
    }

    private static Script.Numbers rows(List<JournalEntry> journal) {
        return new Script.Numbers(journal.stream().map(JournalEntry::rows).toList());
    }

    private static Script.Blobs hashes(List<JournalEntry> journal) {
        return new Script.Blobs(
                journal.stream().map(entry -> entry.range().hash().bytes()).toList());
    }

    private static Script.Blobs parents(List<JournalEntry> journal) {
        List<byte @Nullable []> parents = new ArrayList<>(journal.size());
        for (JournalEntry entry : journal) {
            BlockHash parent = entry.range().prevHash();
            parents.add(parent == null ? null : parent.bytes());
        }
        return new Script.Blobs(parents);
    }
}
