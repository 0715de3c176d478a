package io.ampsync.bench.server;

import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.table.EvmTables;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Tables of different widths. */
public enum Shape {
    /** EVM logs: 13 columns, hashes mostly. */
    LOGS(200),
    /** EVM blocks: one row per block, a 256-byte bloom, decimals. */
    BLOCKS(1),
    /** EVM transactions: decimals, text, nested columns that are NULL. */
    TRANSACTIONS(200),
    /** Four fixed columns. */
    NARROW(200),
    /** Sixty columns of every common kind. */
    WIDE(50);

    private static final int WIDE_COLUMNS = 60;

    private final int rowsPerBlock;

    Shape(int rowsPerBlock) {
        this.rowsPerBlock = rowsPerBlock;
    }

    public String table() {
        return switch (this) {
            case LOGS -> EvmTables.LOGS;
            case BLOCKS -> EvmTables.BLOCKS;
            case TRANSACTIONS -> EvmTables.TRANSACTIONS;
            case NARROW -> "narrow";
            case WIDE -> "wide";
        };
    }

    /** Rows that a block has unless said otherwise. */
    public int rowsPerBlock() {
        return rowsPerBlock;
    }

    public Schema schema() {
        return switch (this) {
            case LOGS, BLOCKS, TRANSACTIONS ->
                EvmTables.of(Era.HEAD).stream()
                        .filter(definition -> definition.name().equals(table()))
                        .findFirst()
                        .orElseThrow()
                        .schema();
            case NARROW ->
                new Schema(List.of(
                        column("_block_num", unsigned()),
                        column("account", signed(64)),
                        column("kind", signed(32)),
                        column("amount", signed(64)),
                        column("at", time())));
            case WIDE -> wide();
        };
    }

    private static Schema wide() {
        List<Field> fields = new ArrayList<>(List.of(column("_block_num", unsigned())));
        IntStream.range(0, WIDE_COLUMNS)
                .mapToObj(i -> new Field("column_" + i, new FieldType(i % 3 == 2, wideType(i), null), List.of()))
                .forEach(fields::add);
        return new Schema(fields);
    }

    private static ArrowType wideType(int column) {
        return switch (column % 10) {
            case 0, 1 -> signed(64);
            case 2 -> signed(32);
            case 3 -> new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
            case 4, 5 -> new ArrowType.Utf8();
            case 6 -> new ArrowType.FixedSizeBinary(20);
            case 7 -> new ArrowType.Bool();
            case 8 -> time();
            default -> new ArrowType.Decimal(38, 18, 128);
        };
    }

    private static Field column(String name, ArrowType type) {
        return new Field(name, FieldType.notNullable(type), List.of());
    }

    private static ArrowType signed(int bits) {
        return new ArrowType.Int(bits, true);
    }

    private static ArrowType unsigned() {
        return new ArrowType.Int(64, false);
    }

    private static ArrowType time() {
        return new ArrowType.Timestamp(TimeUnit.MICROSECOND, "UTC");
    }
}
