package io.ampsync.runtime.encode;

import static io.ampsync.runtime.GeneratedPage.row;
import static io.ampsync.runtime.encode.Types.optional;
import static io.ampsync.runtime.encode.Types.required;

import io.ampsync.runtime.GeneratedPage;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.Test;

/** docs/types.md has the mapping as it is. */
class TypesPageTest {
    private static final Field ITEM = optional("item", Types.I32);

    @Test
    void thePageHasEveryTypeWithItsPostgresType() throws Exception {
        StringBuilder table =
                new StringBuilder("\n").append(row("Arrow", "PostgreSQL")).append("|---|---|\n");
        fields().forEach((name, field) -> table.append(row(name, "`" + sqlType(field) + "`")));
        new GeneratedPage("types.md").holds(table.append('\n').toString());
    }

    private static String sqlType(Field field) {
        return TableEncoder.of(Types.table(field), EncodeSettings.DEFAULT)
                .columns()
                .getLast()
                .sqlType();
    }

    private static Map<String, Field> fields() {
        Map<String, Field> fields = new LinkedHashMap<>();
        add(fields, "Null", new ArrowType.Null());
        add(fields, "Bool", Types.BOOL);
        for (int bits = 8; bits <= 64; bits *= 2) {
            add(fields, "Int" + bits, new ArrowType.Int(bits, true));
        }
        for (int bits = 8; bits <= 64; bits *= 2) {
            add(fields, "UInt" + bits, new ArrowType.Int(bits, false));
        }
        add(fields, "Float16", new ArrowType.FloatingPoint(FloatingPointPrecision.HALF));
        add(fields, "Float32", new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE));
        add(fields, "Float64", new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE));
        add(fields, "Decimal32(9, 2)", new ArrowType.Decimal(9, 2, 32));
        add(fields, "Decimal64(18, 6)", new ArrowType.Decimal(18, 6, 64));
        add(fields, "Decimal128(38, 18)", new ArrowType.Decimal(38, 18, 128));
        add(fields, "Decimal256(76, -5)", new ArrowType.Decimal(76, -5, 256));
        add(fields, "Utf8, LargeUtf8, Utf8View", Types.UTF8);
        add(fields, "Binary, LargeBinary, BinaryView, FixedSizeBinary", Types.BINARY);
        add(fields, "Date32, Date64", new ArrowType.Date(DateUnit.DAY));
        add(fields, "Time32, Time64, every unit", new ArrowType.Time(TimeUnit.NANOSECOND, 64));
        add(fields, "Timestamp, every unit", new ArrowType.Timestamp(TimeUnit.SECOND, null));
        add(fields, "Timestamp with a zone, every unit", Types.TS);
        add(fields, "Duration, every unit", new ArrowType.Duration(TimeUnit.SECOND));
        add(
                fields,
                "Interval: months; days and milliseconds; months, days and nanoseconds",
                new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO));
        add(fields, "List, LargeList, ListView, LargeListView, FixedSizeList of Int32", Types.LIST, ITEM);
        add(fields, "… of UInt64", Types.LIST, optional("item", Types.U64));
        add(fields, "… of FixedSizeBinary", Types.LIST, optional("item", Types.B32));
        add(fields, "… of a list, struct, map or union", Types.LIST, optional("item", Types.LIST, ITEM));
        add(fields, "Struct", Types.STRUCT, ITEM);
        add(
                fields,
                "Map",
                new ArrowType.Map(false),
                required("entries", Types.STRUCT, required("key", Types.UTF8), ITEM));
        add(fields, "Union, sparse and dense", new ArrowType.Union(UnionMode.Dense, new int[] {0}), ITEM);
        add(
                fields,
                "RunEndEncoded of Utf8",
                new ArrowType.RunEndEncoded(),
                required("run_ends", Types.I32),
                optional("values", Types.UTF8));
        return fields;
    }

    private static void add(Map<String, Field> fields, String name, ArrowType type, Field... children) {
        fields.put(name, optional("v", type, children));
    }
}
