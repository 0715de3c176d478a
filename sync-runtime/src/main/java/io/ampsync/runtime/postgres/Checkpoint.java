package io.ampsync.runtime.postgres;

import io.ampsync.runtime.flight.Cursor;
import org.jspecify.annotations.Nullable;

/** Which checkpoint: its key, and how its columns become values. */
record Checkpoint(String table, String network) {
    /**
     * Locks the row and answers whether it is the expected one, whether the table is ours, and whether somebody else
     * filled it before. Values: expected seq, number, hash, then sync, table, network.
     */
    static final String COMPARE = """
            SELECT c.seq = ? AND c.watermark_block_num IS NOT DISTINCT FROM ?::bigint
                     AND c.watermark_block_hash IS NOT DISTINCT FROM ?::bytea,
                   EXISTS (SELECT FROM {schema}._ampsync_tables t
                           WHERE t.table_name = c.table_name AND t.sync_uid = ?),
                   EXISTS (SELECT FROM {schema}._ampsync_tables t
                           WHERE t.table_name = c.table_name AND t.adopted_from IS NOT NULL)
            FROM {schema}._ampsync_checkpoints c WHERE c.table_name = ? AND c.network = ? FOR UPDATE""";

    /** Locks the row and reads it. Values: table, network. */
    static final String LOCK = """
            SELECT seq, watermark_block_num, watermark_block_hash, open_hash, open_rows, open_digest
            FROM {schema}._ampsync_checkpoints WHERE table_name = ? AND network = ? FOR UPDATE""";

    static @Nullable Long number(@Nullable Cursor cursor) {
        return cursor == null ? null : cursor.number();
    }

    static byte @Nullable [] hash(@Nullable Cursor cursor) {
        return cursor == null ? null : cursor.hash().bytes();
    }
}
