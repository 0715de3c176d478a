package io.ampsync.simulator.query;

import org.apache.arrow.vector.VectorSchemaRoot;

/** Whether a row of the full table is in the result. */
@FunctionalInterface
public interface RowFilter {
    RowFilter ALL = (_, _) -> true;

    boolean test(VectorSchemaRoot rows, int row);
}
