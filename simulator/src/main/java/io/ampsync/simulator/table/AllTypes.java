package io.ampsync.simulator.table;

import static io.ampsync.simulator.table.Columns.column;
import static io.ampsync.simulator.table.Columns.optional;

import io.ampsync.simulator.chain.TableDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** A table with a column of every Arrow type that Arrow Java can write, and with names that need quotes. */
final class AllTypes {
    private AllTypes() {}

    static TableDefinition table() {
        List<Field> fields = new ArrayList<>(List.of(
                Columns.uint64(TableDefinition.BLOCK_NUM),
                Columns.uint32("row_index"),
                optional(column("from", ArrowType.Utf8.INSTANCE)),
                optional(column("select", new ArrowType.Int(32, true))),
                optional(column("Order", new ArrowType.Int(64, true))),
                optional(column("two words", ArrowType.Bool.INSTANCE))));
        fields.addAll(numbers());
        fields.addAll(texts());
        fields.addAll(times());
        fields.addAll(nested());
        return new TableDefinition(ExtraTable.ALL_TYPES.tableName(), new Schema(fields));
    }

    private static List<Field> numbers() {
        List<Field> fields = new ArrayList<>();
        fields.add(optional(column("nothing", ArrowType.Null.INSTANCE)));
        for (int bits : new int[] {8, 16, 32, 64}) {
            fields.add(optional(column("int" + bits, new ArrowType.Int(bits, true))));
            fields.add(optional(column("uint" + bits, new ArrowType.Int(bits, false))));
        }
        fields.add(optional(column("float16", new ArrowType.FloatingPoint(FloatingPointPrecision.HALF))));
        fields.add(optional(column("float32", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE))));
        fields.add(optional(column("float64", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE))));
        fields.add(optional(column("decimal128", new ArrowType.Decimal(38, 0, 128))));
        fields.add(optional(column("decimal128_scaled", new ArrowType.Decimal(38, 18, 128))));
        fields.add(optional(column("decimal128_negative_scale", new ArrowType.Decimal(10, -2, 128))));
        fields.add(optional(column("decimal256", new ArrowType.Decimal(76, 0, 256))));
        fields.add(optional(column("decimal256_scaled", new ArrowType.Decimal(76, 38, 256))));
        return fields;
    }

    private static List<Field> texts() {
        return List.of(
                optional(column("utf8", ArrowType.Utf8.INSTANCE)),
                optional(column("large_utf8", ArrowType.LargeUtf8.INSTANCE)),
                optional(column("utf8_view", ArrowType.Utf8View.INSTANCE)),
                optional(column("binary", ArrowType.Binary.INSTANCE)),
                optional(column("large_binary", ArrowType.LargeBinary.INSTANCE)),
                optional(column("binary_view", ArrowType.BinaryView.INSTANCE)),
                optional(column("fixed16", new ArrowType.FixedSizeBinary(16))),
                new Field(
                        "dictionary",
                        new FieldType(
                                true,
                                new ArrowType.Int(32, true),
                                new DictionaryEncoding(Dictionaries.ID, false, new ArrowType.Int(32, true))),
                        List.of()));
    }

    private static List<Field> times() {
        List<Field> fields = new ArrayList<>(List.of(
                optional(column("date32", new ArrowType.Date(DateUnit.DAY))),
                optional(column("date64", new ArrowType.Date(DateUnit.MILLISECOND)))));
        for (TimeUnit unit : TimeUnit.values()) {
            String suffix = unit.name().toLowerCase(Locale.ROOT);
            int bits = unit == TimeUnit.SECOND || unit == TimeUnit.MILLISECOND ? 32 : 64;
            fields.add(optional(column("time_" + suffix, new ArrowType.Time(unit, bits))));
            fields.add(optional(column("timestamp_" + suffix, new ArrowType.Timestamp(unit, null))));
            fields.add(optional(column("timestamptz_" + suffix, new ArrowType.Timestamp(unit, "+00:00"))));
            fields.add(optional(column("duration_" + suffix, new ArrowType.Duration(unit))));
        }
        fields.add(optional(column("interval_year_month", new ArrowType.Interval(IntervalUnit.YEAR_MONTH))));
        fields.add(optional(column("interval_day_time", new ArrowType.Interval(IntervalUnit.DAY_TIME))));
        fields.add(optional(column("interval_month_day_nano", new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO))));
        return fields;
    }

    private static List<Field> nested() {
        Field int32 = optional(column("item", new ArrowType.Int(32, true)));
        Field text = optional(column("item", ArrowType.Utf8.INSTANCE));
        Field pair = optional(Columns.struct(
                "item",
                optional(column("Id", new ArrowType.Int(64, false))),
                optional(column("note", ArrowType.Utf8.INSTANCE))));
        Field entries =
                Columns.struct("entries", Columns.utf8("key"), optional(column("value", new ArrowType.Int(64, true))));
        return List.of(
                optional(column("list_int32", ArrowType.List.INSTANCE, int32)),
                optional(column("large_list_utf8", ArrowType.LargeList.INSTANCE, text)),
                optional(column(
                        "fixed_list_float64",
                        new ArrowType.FixedSizeList(3),
                        optional(column("item", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE))))),
                optional(column("list_view_int32", ArrowType.ListView.INSTANCE, int32)),
                optional(column(
                        "list_of_lists",
                        ArrowType.List.INSTANCE,
                        optional(column("item", ArrowType.List.INSTANCE, int32)))),
                optional(column("list_of_structs", ArrowType.List.INSTANCE, pair)),
                optional(column(
                        "struct", ArrowType.Struct.INSTANCE, pair.getChildren().toArray(Field[]::new))),
                optional(column("map_utf8_int64", new ArrowType.Map(false), entries)),
                column(
                        "dense_union",
                        new ArrowType.Union(UnionMode.Dense, new int[] {0, 1}),
                        optional(column("number", new ArrowType.Int(32, true))),
                        optional(column("text", ArrowType.Utf8.INSTANCE))));
    }
}
