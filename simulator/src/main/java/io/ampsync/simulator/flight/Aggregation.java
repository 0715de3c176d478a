package io.ampsync.simulator.flight;

import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.query.Output;
import io.ampsync.simulator.query.Plan;
import io.ampsync.simulator.query.Source;
import io.ampsync.simulator.stream.Microbatch;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;

/** count, min and max over all rows of a table. */
final class Aggregation implements AutoCloseable {
    private static final int BATCH_ROWS = 8192;

    private final Plan plan;
    private final BufferAllocator allocator;
    private final VectorSchemaRoot result;
    private final long[] values;
    private long rows;

    Aggregation(BufferAllocator allocator, Plan plan) {
        this.allocator = allocator;
        this.plan = plan;
        result = VectorSchemaRoot.create(plan.schema(), allocator);
        values = new long[plan.outputs().size()];
    }

    /** The row of the result, valid until close; {@code source} is the plan's only table. */
    VectorSchemaRoot compute(Source source, ChainView view, Microbatch synced) throws CallEnded, InterruptedException {
        try (ResultRows all = new ResultRows(allocator, plan.allColumns(), source)) {
            if (onlyEndsMatter()) {
                all.produce(view, firstRow(synced, false), BATCH_ROWS, this::add);
                all.produce(view, firstRow(synced, true), BATCH_ROWS, this::add);
            } else {
                all.produce(view, ResultRows.Slice.of(synced.start(), synced.end()), BATCH_ROWS, this::add);
            }
        }
        return row();
    }

    /** The highest block of a table is found from above: a question for the head does not read the whole chain. */
    private boolean onlyEndsMatter() {
        return plan.outputs().stream()
                .allMatch(output -> output instanceof Output.Aggregate aggregate
                        && aggregate.index() >= 0
                        && isBlockNumber(aggregate.index()));
    }

    private boolean isBlockNumber(int column) {
        String name = plan.sources()
                .getFirst()
                .table()
                .schema()
                .getFields()
                .get(column)
                .getName();
        return name.equals(TableDefinition.BLOCK_NUM) || name.equals("block_num");
    }

    private static ResultRows.Slice firstRow(Microbatch synced, boolean descending) {
        return new ResultRows.Slice(synced.start(), synced.end(), descending, OptionalLong.of(1));
    }

    private void add(VectorSchemaRoot batch) {
        for (int i = 0; i < values.length; i++) {
            if (plan.outputs().get(i) instanceof Output.Aggregate aggregate && aggregate.index() >= 0) {
                UInt8Vector column = (UInt8Vector) batch.getVector(aggregate.index());
                for (int row = 0; row < batch.getRowCount(); row++) {
                    values[i] = merged(aggregate.function(), values[i], column.get(row), rows + row == 0);
                }
            }
        }
        rows += batch.getRowCount();
    }

    private static long merged(Output.Function function, long old, long value, boolean first) {
        if (first) {
            return value;
        }
        boolean higher = Long.compareUnsigned(value, old) > 0;
        return higher == (function == Output.Function.MAX) ? value : old;
    }

    /** The row as far as rows were added; all literals are in it. */
    VectorSchemaRoot row() {
        for (int i = 0; i < values.length; i++) {
            FieldVector vector = result.getVector(i);
            vector.allocateNew();
            if (vector instanceof BigIntVector counts) {
                counts.setSafe(0, plan.outputs().get(i) instanceof Output.Literal literal ? literal.value() : rows);
            } else if (rows > 0) {
                ((UInt8Vector) vector).setSafe(0, values[i]);
            }
        }
        result.setRowCount(1);
        return result;
    }

    @Override
    public void close() {
        result.close();
    }
}
