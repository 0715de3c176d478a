package io.ampsync.simulator.chain;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.vector.VectorSchemaRoot;

/** An immutable moment of a ledger: one canonical chain, and the orphans that are still remembered. */
public interface ChainView {
    /** Lowest number with a block, when anything is synced. */
    OptionalLong first();

    /** Highest number with a block; empty when nothing is synced. */
    OptionalLong head();

    /** The canonical block; empty beyond {@link #head()} and for numbers that the chain skips. */
    Optional<Block> block(long number);

    /** A known block that is not canonical; empty when it was never seen or is forgotten. */
    Optional<Block> orphan(long number, Hash hash);

    /**
     * Appends the rows of canonical block {@code number} to {@code root}, growing its vectors as needed; the caller sets
     * the row count. A number without a block has no rows.
     *
     * @param root vectors of exactly the table's schema
     * @param row index of the first row to write
     * @return the index after the last row written
     */
    int append(String table, long number, VectorSchemaRoot root, int row);
}
