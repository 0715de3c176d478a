package io.ampsync.runtime.adopt;

/** What {@code _ampsync_checkpoints} of a schema is. */
enum CheckpointTable {
    ABSENT,
    /** One row per table and network, eight columns: ampsync before it kept its state in transactions. */
    SEED,
    /** One row per table, {@code max_block_num}: older still, and without any hash. */
    BEFORE_NETWORKS,
    /** Ours; rows of a predecessor may be in it, without a sync. */
    OURS
}
