package io.ampsync.runtime.config;

/**
 * What the {@code _id} of a row is made of, and with it how the rows from a block on are found. A table has rows of one
 * kind only, and keeps it as long as it has rows.
 */
public enum RowId {
    /** Block number, big-endian, and 8 bytes of the row's hash: the index grows at one end. */
    BLOCK_ORDERED("block-ordered"),
    /** The row's 16-byte hash alone: a B-tree on {@code _block_num_end} finds blocks. */
    XXH3("xxh3");

    private final String label;

    RowId(String label) {
        this.label = label;
    }

    /** As settings and {@code _ampsync_tables} spell it. */
    public String label() {
        return label;
    }

    /**
     * The kind of a {@link #label}.
     *
     * @throws IllegalArgumentException there is none of this label
     */
    public static RowId of(String label) {
        for (RowId kind : values()) {
            if (kind.label.equals(label)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("no kind of row id is called " + label);
    }
}
