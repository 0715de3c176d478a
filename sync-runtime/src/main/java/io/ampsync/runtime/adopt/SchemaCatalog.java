package io.ampsync.runtime.adopt;

import java.util.List;
import java.util.Set;

/**
 * Everything in a schema that tells whose its tables are, read in one snapshot.
 *
 * @param tables those that have a column of a predecessor's
 * @param owned names of the tables that a sync of ours has
 * @param checkpoints rows of a predecessor
 * @param backups tables that a checkpoint migration which did not end has left behind
 * @param streams of {@code amp_client_state}
 */
record SchemaCatalog(
        List<OldTable> tables,
        Set<String> owned,
        CheckpointTable checkpointTable,
        List<OldCheckpoint> checkpoints,
        List<String> backups,
        List<HeadStream> streams) {
    SchemaCatalog {
        tables = List.copyOf(tables);
        owned = Set.copyOf(owned);
        checkpoints = List.copyOf(checkpoints);
        backups = List.copyOf(backups);
        streams = List.copyOf(streams);
    }

    /**
     * A stream of the transactional ampsync.
     *
     * @param id {@code namespace/name@revision:table}
     * @param next the transaction id that its next event gets
     * @param settled the id of the last watermark that it kept, -1 for none
     */
    record HeadStream(String id, long next, long settled) {
        String table() {
            return id.substring(id.lastIndexOf(':') + 1);
        }
    }
}
