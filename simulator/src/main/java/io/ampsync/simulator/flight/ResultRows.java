package io.ampsync.simulator.flight;

import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.query.Output;
import io.ampsync.simulator.query.Plan;
import io.ampsync.simulator.query.RowFilter;
import io.ampsync.simulator.query.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.util.VectorSchemaRootAppender;

/** Computes the rows of a query for an interval of blocks, batch by batch, in vectors that are used again. */
final class ResultRows implements AutoCloseable {
    /** Takes a batch of the result; its vectors are valid during the call only. */
    @FunctionalInterface
    interface Sink {
        void accept(VectorSchemaRoot rows) throws CallEnded, InterruptedException;
    }

    /** Which rows, in which order. */
    record Slice(long start, long end, boolean descending, OptionalLong limit) {
        static Slice of(long start, long end) {
            return new Slice(start, end, false, OptionalLong.empty());
        }
    }

    /** A query under the query, and the rows that it looks at. */
    private record Layer(VectorSchemaRoot rows, Plan plan) {
        boolean passes(int row) {
            return plan.filter().test(rows, row);
        }
    }

    private static final int LEAST_CAPACITY = 4096;

    private final BufferAllocator allocator;
    private final Plan plan;
    private final String table;
    private final VectorSchemaRoot stored;
    private final List<Layer> layers = new ArrayList<>();
    private final Layer visible;

    ResultRows(BufferAllocator allocator, Plan plan, Source source) {
        this.allocator = allocator;
        this.plan = plan;
        Source lowest = source;
        while (lowest.definition().isPresent()) {
            lowest = lowest.definition().get().sources().getFirst();
        }
        table = lowest.table().name();
        TableDefinition whole = lowest.version().manifest().ledger().tables().stream()
                .filter(definition -> definition.name().equals(table))
                .findFirst()
                .orElseThrow();
        stored = VectorSchemaRoot.create(whole.storage(), allocator);
        visible = new Layer(columns(source), plan);
        layers.add(visible);
    }

    /** The columns of a source, all of them vectors that are stored. */
    private VectorSchemaRoot columns(Source source) {
        List<Field> fields = source.table().schema().getFields();
        if (source.definition().isEmpty()) {
            List<FieldVector> columns = fields.stream()
                    .map(field -> stored.getVector(field.getName()))
                    .toList();
            return new VectorSchemaRoot(columns);
        }
        Plan definition = source.definition().get();
        VectorSchemaRoot below = columns(definition.sources().getFirst());
        layers.add(new Layer(below, definition));
        List<FieldVector> columns = new ArrayList<>();
        for (Output output : definition.outputs()) {
            columns.add(
                    switch (output) {
                        case Output.Column column -> below.getVector(column.index());
                        case Output.BlockNumber _ -> stored.getVector(TableDefinition.BLOCK_NUM);
                        case Output.Literal _, Output.Aggregate _ ->
                            throw new IllegalStateException("not a row: " + output);
                    });
        }
        return new VectorSchemaRoot(fields, columns, 0);
    }

    void produce(ChainView view, Slice slice, int batchRows, Sink sink) throws CallEnded, InterruptedException {
        long low = slice.start();
        long high = slice.end();
        for (Layer layer : layers) {
            low = Math.max(low, layer.plan().bounds().low());
            high = Math.min(high, layer.plan().bounds().high());
        }
        long left = slice.limit().orElse(Long.MAX_VALUE);
        int rows = 0;
        for (long i = 0; i <= high - low && left > 0; i++) {
            rows = view.append(table, slice.descending() ? high - i : low + i, stored, rows);
            boolean last = i == high - low;
            if (rows > 0 && (last || rows >= Math.min(batchRows, left))) {
                left -= flush(rows, left, sink);
                rows = 0;
            }
        }
    }

    private int flush(int rows, long limit, Sink sink) throws CallEnded, InterruptedException {
        stored.setRowCount(rows);
        visible.rows().setRowCount(rows);
        int passed = rows;
        if (layers.stream().allMatch(layer -> layer.plan().filter() == RowFilter.ALL)) {
            passed = (int) Math.min(rows, limit);
            emit(visible.rows(), passed, sink);
        } else {
            try (VectorSchemaRoot kept = VectorSchemaRoot.create(visible.rows().getSchema(), allocator)) {
                kept.allocateNew();
                passed = keep(rows, limit, kept);
                emit(kept, passed, sink);
            }
        }
        stored.getFieldVectors().forEach(vector -> empty(vector, rows));
        return passed;
    }

    /** A reset overwrites all that a vector could hold: after large batches, many times what a small one has. */
    private static void empty(FieldVector vector, int rows) {
        if (vector.getValueCapacity() > 2 * Math.max(rows, LEAST_CAPACITY)) {
            vector.clear();
            vector.setInitialCapacity(rows);
        } else {
            vector.reset();
        }
    }

    /** Copies runs of rows, for Arrow cannot copy single rows of every nested type. */
    private int keep(int rows, long limit, VectorSchemaRoot kept) {
        int count = 0;
        int row = 0;
        while (row < rows && count < limit) {
            int end = row;
            while (end < rows && count + end - row < limit && passes(end)) {
                end++;
            }
            if (end > row) {
                try (VectorSchemaRoot run = visible.rows().slice(row, end - row)) {
                    VectorSchemaRootAppender.append(false, kept, run);
                }
                count += end - row;
            }
            row = end + 1;
        }
        return count;
    }

    private boolean passes(int row) {
        for (Layer layer : layers) {
            if (!layer.passes(row)) {
                return false;
            }
        }
        return true;
    }

    private void emit(VectorSchemaRoot rows, int count, Sink sink) throws CallEnded, InterruptedException {
        if (count == 0) {
            return;
        }
        if (count < rows.getRowCount()) {
            try (VectorSchemaRoot head = rows.slice(0, count)) {
                emit(head, count, sink);
            }
            return;
        }
        List<FieldVector> columns = new ArrayList<>();
        List<FieldVector> literals = new ArrayList<>();
        for (Output output : plan.outputs()) {
            switch (output) {
                case Output.Column column -> columns.add(rows.getVector(column.index()));
                case Output.BlockNumber _ -> columns.add(rows.getVector(TableDefinition.BLOCK_NUM));
                case Output.Literal literal -> {
                    FieldVector filled = filled(literal, count);
                    columns.add(filled);
                    literals.add(filled);
                }
                case Output.Aggregate aggregate -> throw new IllegalStateException("not a row: " + aggregate);
            }
        }
        try {
            sink.accept(new VectorSchemaRoot(plan.schema().getFields(), columns, count));
        } finally {
            literals.forEach(FieldVector::close);
        }
    }

    private FieldVector filled(Output.Literal literal, int count) {
        BigIntVector vector = new BigIntVector(literal.field(), allocator);
        for (int i = 0; i < count; i++) {
            vector.setSafe(i, literal.value());
        }
        vector.setValueCount(count);
        return vector;
    }

    @Override
    public void close() {
        stored.close();
    }
}
