package io.ampsync.runtime.fault;

import io.ampsync.api.Reason;

/** What has to have happened, for a reader who sees the label only; the log line names the particulars. */
final class Causes {
    private Causes() {}

    static String cause(Reason reason) {
        return switch (reason) {
            case CONFIGURATION_INVALID -> "A setting is missing, misspelled, out of range, or contradicts another one.";
            case SECRET_MISSING -> "A Secret that the AmpSync names does not exist, or lacks the named key.";
            case SOURCE_UNREACHABLE ->
                "The Amp server does not answer, ended the stream, or has newer blocks and does not send them.";
            case SOURCE_UNAUTHENTICATED -> "The server or a gateway before it refuses the token, or there is none.";
            case SOURCE_INCOMPATIBLE -> "What answers at the address does not speak Amp's protocol.";
            case SOURCE_BEHIND ->
                "The source's head is below the checkpoint: it was restored, or synchronises its chain again.";
            case DATASET_NOT_FOUND ->
                "The server does not know the dataset or its version, or has published none; or the only table of TABLES.";
            case NOTHING_SYNCED -> "The dataset is published, and the server has not synced a block of the table yet.";
            case QUERY_REFUSED -> "The server refuses the query: no such table, or one that cannot be streamed.";
            case METADATA_INVALID ->
                "A message's block range is missing, unreadable, impossible, or contradicts the ones before.";
            case BATCH_INVALID ->
                "A message is damaged, compressed, or does not fit the schema that the server announced.";
            case SOURCE_GAP -> "Twice in a row the server left out blocks behind the checkpoint.";
            case CURSOR_IGNORED ->
                "Three times in a row the server began at the first block although a cursor was sent.";
            case START_MOVED -> "The server sends blocks below the first one that is stored.";
            case FORK_BEYOND_HISTORY -> "The server's answers about where the chain forked contradict each other.";
            case NETWORK_CHANGED -> "The source sends blocks of another network than the table holds.";
            case NO_BLOCK_NUMBER -> "The query yields no column _block_num of type UInt64.";
            case IDENTIFIER_INVALID -> "A table or column name cannot be one in PostgreSQL, or is one of ours.";
            case SCHEMA_INCOMPATIBLE ->
                "The table was there before and has rows or other columns, or a column was removed or retyped.";
            case NOT_ADOPTED ->
                "The table was filled by another program, and its rows cannot be proven to be those of the chain.";
            case TYPE_UNSUPPORTED -> "No PostgreSQL type holds the column's Arrow type.";
            case VALUE_REFUSED -> "A value is outside what its PostgreSQL type can hold.";
            case MEMORY_EXHAUSTED ->
                "A batch does not fit into the process's memory, or a large replacement found no disk.";
            case DATABASE_UNREACHABLE -> "No connection to PostgreSQL, or it broke.";
            case DATABASE_UNAUTHENTICATED -> "PostgreSQL refuses the user, the password or the host that connects.";
            case DATABASE_READ_ONLY -> "The database is a standby, or read-only transactions are on.";
            case DATABASE_FULL -> "PostgreSQL is out of disk space or memory.";
            case DATABASE_BUSY -> "A lock was not granted in time, or there is no connection left.";
            case DATABASE_REFUSED -> "PostgreSQL refuses a statement: a privilege or an object is missing.";
            case TABLE_CHANGED ->
                "Somebody dropped or renamed the table, or a column of it, while it was kept in sync.";
            case COMMIT_UNCERTAIN ->
                "The end of a commit was not seen, or the database holds something else than it did.";
            case CLAIMED_BY_OTHER -> "Another sync owns the table, or another instance of this one keeps on writing.";
            case WRITER_WAITING -> "Another instance wrote within the last minute.";
            case FENCED -> "Another process of this sync was started, and has the right to write now.";
            case RETRIES_EXHAUSTED ->
                "A failure lasted longer than AMPSYNC_RETRY_MAX_RETRIES allows, or retries are off.";
            case DEFECT -> "Something that must not happen.";
        };
    }
}
