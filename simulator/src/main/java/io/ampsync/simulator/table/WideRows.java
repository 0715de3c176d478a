package io.ampsync.simulator.table;

import static io.ampsync.simulator.table.Columns.column;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.Mix;
import io.ampsync.simulator.chain.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Rows of {@code wide}, sixty columns and about 650 bytes each: block, position, and ten types over and over. Columns of
 * every second round are nullable, and a quarter of their values is null.
 */
record WideRows(int perBlock) implements RowSource {
    private static final int COLUMNS = 60;
    private static final int TEXT = 28;
    private static final int BINARY = 24;
    private static final int NANOS_OF_MILLI = 1_000_000;

    /** The types in the order of the columns. */
    private enum Kind {
        INT64,
        INT32,
        UINT64,
        FLOAT64,
        FLAG,
        TIME,
        DECIMAL,
        ADDRESS,
        TEXT,
        BINARY;

        static Kind of(int column) {
            return values()[(column - 2) % values().length];
        }

        Field field(int column) {
            String name = name().toLowerCase(Locale.ROOT) + "_" + round(column);
            return switch (this) {
                case INT64 -> column(name, new ArrowType.Int(64, true));
                case INT32 -> Columns.int32(name);
                case UINT64 -> Columns.uint64(name);
                case FLOAT64 -> column(name, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
                case FLAG -> Columns.bool(name);
                case TIME -> Columns.timestamp(name);
                case DECIMAL -> Columns.decimal(name);
                case ADDRESS -> Columns.bytes(name, Rows.ADDRESS);
                case TEXT -> Columns.utf8(name);
                case BINARY -> Columns.binary(name);
            };
        }
    }

    static TableDefinition table() {
        List<Field> fields = new ArrayList<>();
        fields.add(Columns.uint64(TableDefinition.BLOCK_NUM));
        fields.add(Columns.uint32("row_index"));
        for (int i = fields.size(); i < COLUMNS; i++) {
            Field field = Kind.of(i).field(i);
            fields.add(isNullable(i) ? Columns.optional(field) : field);
        }
        return new TableDefinition(ExtraTable.WIDE.tableName(), new Schema(fields));
    }

    private static int round(int column) {
        return (column - 2) / Kind.values().length;
    }

    private static boolean isNullable(int column) {
        return round(column) % 2 == 1;
    }

    @Override
    public void write(Block block, VectorSchemaRoot root, int row) {
        long state = Rows.state(block);
        long nanos = Rows.nanos(block);
        Cells cells = new Cells(root, row, perBlock);
        cells.long64(block.number());
        cells.int32(i -> i);
        for (int column = 2; column < COLUMNS; column++) {
            int seed = column;
            IntPredicate present = isNullable(column) ? i -> (i + seed) % 4 != 0 : Cells.ALWAYS;
            IntToLongFunction bits = i -> Mix.mix(state + seed, i);
            switch (Kind.of(column)) {
                case INT64, UINT64 -> cells.long64(bits, present);
                case INT32 -> cells.int32(i -> (int) bits.applyAsLong(i), present);
                case FLOAT64 -> cells.long64(i -> Double.doubleToLongBits(bits.applyAsLong(i) * 1e-9), present);
                case FLAG -> cells.bool(i -> (bits.applyAsLong(i) & 1) == 0, present);
                case TIME -> cells.long64(i -> nanos + (long) i * NANOS_OF_MILLI, present);
                case DECIMAL -> cells.decimal(bits, present);
                case ADDRESS -> cells.random(Rows.ADDRESS, bits, present);
                case TEXT -> cells.letters(i -> (i + seed) % TEXT, bits, present);
                case BINARY -> cells.binary(i -> (i + seed) % BINARY, bits, present);
            }
        }
    }
}
