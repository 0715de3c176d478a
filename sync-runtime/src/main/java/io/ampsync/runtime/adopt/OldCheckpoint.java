package io.ampsync.runtime.adopt;

import org.jspecify.annotations.Nullable;

/**
 * A row of a predecessor's {@code _ampsync_checkpoints}.
 *
 * @param incremental the highest block that the predecessor says it stored
 * @param watermark the last block that the server declared complete
 * @param hash of block {@code watermark} in hex, as long as it is stored
 */
record OldCheckpoint(
        String table,
        String network,
        @Nullable Long incremental,
        @Nullable Long watermark,
        @Nullable String hash) {}
