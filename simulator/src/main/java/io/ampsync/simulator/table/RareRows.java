package io.ampsync.simulator.table;

import static io.ampsync.simulator.table.Columns.column;
import static io.ampsync.simulator.table.Columns.optional;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.TableDefinition;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.types.Types.MinorType;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Rows of {@code rare_types}: six per block with rows, the last two of them with nulls where there can be some. */
final class RareRows implements RowSource {
    private static final int ROWS = 6;
    private static final int PRESENT = 4;
    private static final int DECIMAL32_LIMIT = 1_000_000_000;
    private static final long DECIMAL64_LIMIT = 1_000_000_000_000_000_000L;

    @SuppressWarnings("EnumOrdinal")
    static TableDefinition table() {
        return new TableDefinition(
                ExtraTable.RARE_TYPES.tableName(),
                new Schema(List.of(
                        Columns.uint64(TableDefinition.BLOCK_NUM),
                        Columns.uint32("row_index"),
                        column(
                                "run_end_encoded",
                                ArrowType.RunEndEncoded.INSTANCE,
                                Columns.int32("run_ends"),
                                optional(column("values", new ArrowType.Int(Long.SIZE, true)))),
                        // Arrow Java names and numbers the members of such a union by their types.
                        column(
                                "sparse_union",
                                new ArrowType.Union(
                                        UnionMode.Sparse,
                                        new int[] {MinorType.INT.ordinal(), MinorType.VARCHAR.ordinal()}),
                                optional(column("int", new ArrowType.Int(Integer.SIZE, true))),
                                optional(column("varchar", ArrowType.Utf8.INSTANCE))),
                        optional(column("decimal32", new ArrowType.Decimal(9, 2, Integer.SIZE))),
                        optional(column("decimal64", new ArrowType.Decimal(18, 6, Long.SIZE))))));
    }

    @Override
    public int perBlock() {
        return ROWS;
    }

    @Override
    public void write(Block block, VectorSchemaRoot root, int row) {
        long state = Rows.state(block);
        runs((RunEndEncodedVector) root.getVector(2), state, row);
        for (int i = 0; i < ROWS; i++) {
            ((UInt8Vector) root.getVector(0)).setSafe(row + i, block.number());
            ((UInt4Vector) root.getVector(1)).setSafe(row + i, i);
            member((UnionVector) root.getVector(3), row + i, state + i);
            if (i < PRESENT) {
                ((IntVector) root.getVector(4)).setSafe(row + i, (int) ((state + i) % DECIMAL32_LIMIT));
                ((BigIntVector) root.getVector(5)).setSafe(row + i, (state + i) % DECIMAL64_LIMIT);
            } else {
                ((IntVector) root.getVector(4)).setNull(row + i);
                ((BigIntVector) root.getVector(5)).setNull(row + i);
            }
        }
    }

    /** One run of a value and one of nulls. */
    private static void runs(RunEndEncodedVector vector, long state, int row) {
        IntVector ends = (IntVector) vector.getRunEndsVector();
        BigIntVector values = (BigIntVector) vector.getValuesVector();
        int run = ends.getValueCount();
        ends.setSafe(run, row + PRESENT);
        values.setSafe(run, state);
        ends.setSafe(run + 1, row + ROWS);
        values.setNull(run + 1);
        ends.setValueCount(run + 2);
        values.setValueCount(run + 2);
    }

    private static void member(UnionVector union, int row, long state) {
        if (state % 2 == 0) {
            union.setType(row, MinorType.INT);
            union.getIntVector().setSafe(row, (int) state);
        } else {
            union.setType(row, MinorType.VARCHAR);
            union.getVarCharVector().setSafe(row, ("text " + state).getBytes(StandardCharsets.UTF_8));
        }
    }
}
