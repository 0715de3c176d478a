package io.ampsync.simulator.table;

import io.ampsync.simulator.chain.Block;
import org.apache.arrow.vector.VectorSchemaRoot;

/** The synthetic rows of one table, a function of the block alone. */
interface RowSource {
    /** Rows of a block that has some. */
    int perBlock();

    /** Number of rows of a block. */
    default int rows(Block block) {
        return Rows.isEmpty(block) ? 0 : perBlock();
    }

    /** Writes all rows of a block from {@code row} on; there is room for them. */
    void write(Block block, VectorSchemaRoot root, int row);
}
