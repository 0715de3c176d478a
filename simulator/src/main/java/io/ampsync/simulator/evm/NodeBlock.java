package io.ampsync.simulator.evm;

import io.ampsync.simulator.chain.Block;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A block with the rows of each table; a row has one cell ({@link Cells}) for each column. */
record NodeBlock(Block block, Map<String, List<@Nullable Object[]>> rows) {
    /** Of one table; an unknown one is an IllegalArgumentException. */
    List<@Nullable Object[]> rowsOf(String table) {
        List<@Nullable Object[]> found = rows.get(table);
        if (found == null) {
            throw new IllegalArgumentException("no table " + table);
        }
        return found;
    }

    /** Rows of all tables together. */
    int size() {
        return rows.values().stream().mapToInt(List::size).sum();
    }
}
