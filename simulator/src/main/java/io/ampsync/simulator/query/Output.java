package io.ampsync.simulator.query;

import org.apache.arrow.vector.types.pojo.Field;

/** One column of a result. */
public sealed interface Output {
    Field field();

    /** A column of the query's table, by its index there. */
    record Column(Field field, int source, int index) implements Output {}

    /** A 64-bit literal. */
    record Literal(Field field, long value) implements Output {}

    /** An aggregate over all rows; the column's index, or -1 for {@code count(*)}. */
    record Aggregate(Field field, Function function, int index) implements Output {}

    /** {@code block_num()}: the block of the row, in streams only. */
    record BlockNumber(Field field) implements Output {}

    /** The aggregates that the simulator computes. */
    enum Function {
        COUNT,
        MIN,
        MAX
    }
}
