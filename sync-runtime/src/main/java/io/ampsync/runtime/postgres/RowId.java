package io.ampsync.runtime.postgres;

/** What {@code _id} is made of, and with it how the rows from a block on are found. */
public enum RowId {
    /** Block number, big-endian, and 8 bytes of the row's hash: the index grows at one end. */
    BLOCK_ORDERED,
    /** The row's 16-byte hash alone: a B-tree on {@code _block_num_end} finds blocks. */
    XXH3
}
