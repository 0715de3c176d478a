package io.ampsync.simulator.table;

import io.ampsync.simulator.chain.Block;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The synthetic rows of one table, a function of the block alone. */
interface RowSource {
    /** Number of rows of a block. */
    int rows(Block block);

    /** Writes all rows of a block from {@code row} on; there is room for them. */
    void write(Block block, VectorSchemaRoot root, int row);
}
