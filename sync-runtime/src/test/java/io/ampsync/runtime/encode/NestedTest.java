package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.RowId;
import io.ampsync.runtime.config.ValueSettings;
import io.ampsync.runtime.config.ValueSettings.Extremes;
import io.ampsync.runtime.config.ValueSettings.NulPolicy;
import io.ampsync.runtime.config.ValueSettings.UInt64As;
import io.ampsync.runtime.fault.SyncException;
import java.math.BigDecimal;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.DurationVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.TimeMilliVector;
import org.apache.arrow.vector.TimeStampNanoTZVector;
import org.apache.arrow.vector.TimeStampSecVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Nested columns as JSONB, and types that stand for others. */
class NestedTest {
    private final RootAllocator allocator = new RootAllocator();

    @AfterEach
    void everyBufferIsGivenBack() {
        allocator.close();
    }

    /** The JSON of one row that has one member of the given type. */
    private <V extends FieldVector> String member(ArrowType type, Class<V> vectorType, Consumer<V> fill) {
        return member(type, vectorType, fill, EncodeSettings.DEFAULT);
    }

    private <V extends FieldVector> String member(
            ArrowType type, Class<V> vectorType, Consumer<V> fill, EncodeSettings settings) {
        Field field = Types.required("v", Types.STRUCT, Types.optional("m", type));
        VectorSchemaRoot rows = Batches.of(allocator, field, StructVector.class, 1, (struct, row) -> {
            struct.setIndexDefined(row);
            V member = vectorType.cast(struct.getChildByOrdinal(0));
            member.allocateNew();
            fill.accept(member);
            member.setValueCount(1);
        });
        String object = json(rows, settings).getFirst();
        assertThat(object).startsWith("{\"m\":").endsWith("}");
        return object.substring(5, object.length() - 1);
    }

    private List<String> json(VectorSchemaRoot rows) {
        return json(rows, EncodeSettings.DEFAULT);
    }

    private List<String> json(VectorSchemaRoot rows, EncodeSettings settings) {
        try (rows) {
            assertThat(TableEncoder.of(rows.getSchema(), EncodeSettings.DEFAULT)
                            .columns()
                            .getLast()
                            .sqlType())
                    .isEqualTo("JSONB");
            return Batches.payloads(rows, settings).stream()
                    .map(payload -> {
                        assertThat(payload).startsWith("01");
                        return Rows.text(payload.substring(2));
                    })
                    .toList();
        }
    }

    @Test
    void integersAndFloatsAreNumbers() {
        assertThat(member(Types.I64, BigIntVector.class, v -> v.set(0, Long.MIN_VALUE)))
                .isEqualTo("-9223372036854775808");
        assertThat(member(Types.U64, UInt8Vector.class, v -> v.set(0, -1))).isEqualTo("18446744073709551615");
        ArrowType floating = new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
        assertThat(member(floating, Float8Vector.class, v -> v.set(0, -1.5e300)))
                .isEqualTo("-1.5E300");
        assertThat(member(floating, Float8Vector.class, v -> v.set(0, Double.NaN)))
                .isEqualTo("\"NaN\"");
        assertThat(member(floating, Float8Vector.class, v -> v.set(0, Double.NEGATIVE_INFINITY)))
                .isEqualTo("\"-Infinity\"");
    }

    @Test
    void decimalsAreStringsInPlainNotation() {
        assertThat(decimal(38, 4, "-12345678901234567890.0500")).isEqualTo("\"-12345678901234567890.0500\"");
        assertThat(decimal(38, 0, "0")).isEqualTo("\"0\"");
        assertThat(decimal(10, 7, "0.0000001")).isEqualTo("\"0.0000001\"");
        assertThat(decimal(10, -5, "-1200000")).isEqualTo("\"-1200000\"");
        assertThat(decimal(10, 1, "9.9")).isEqualTo("\"9.9\"");
    }

    private String decimal(int precision, int scale, String value) {
        return member(
                new ArrowType.Decimal(precision, scale, 128),
                DecimalVector.class,
                v -> v.set(0, new BigDecimal(value).setScale(scale)));
    }

    @Test
    void binaryIsLowerCaseHex() {
        assertThat(member(
                        new ArrowType.FixedSizeBinary(3),
                        FixedSizeBinaryVector.class,
                        v -> v.set(0, new byte[] {(byte) 0xAB, 0, 15})))
                .isEqualTo("\"0xab000f\"");
    }

    @Test
    void textIsEscapedAndNulReplaced() {
        assertThat(member(Types.UTF8, VarCharVector.class, v -> v.setSafe(0, new Text("a\"\\\n\u0001ß😀\0"))))
                .isEqualTo("\"a\\\"\\\\\\u000a\\u0001ß😀\uFFFD\"");
    }

    @Test
    void timesAreIso8601WithTheDigitsOfTheirUnit() {
        assertThat(member(new ArrowType.Date(DateUnit.DAY), DateDayVector.class, v -> v.set(0, -719_529)))
                .isEqualTo("\"-0001-12-31\"");
        assertThat(member(
                        new ArrowType.Time(TimeUnit.MILLISECOND, 32), TimeMilliVector.class, v -> v.set(0, 86_399_001)))
                .isEqualTo("\"23:59:59.001\"");
        assertThat(member(Types.TS, TimeStampNanoTZVector.class, v -> v.set(0, -1)))
                .isEqualTo("\"1969-12-31T23:59:59.999999999Z\"");
        assertThat(member(
                        new ArrowType.Timestamp(TimeUnit.SECOND, null),
                        TimeStampSecVector.class,
                        v -> v.set(0, 253_402_300_800L)))
                .isEqualTo("\"+10000-01-01T00:00:00\"");
        assertThat(member(
                        new ArrowType.Duration(TimeUnit.MICROSECOND), DurationVector.class, v -> v.set(0, -1_500_000)))
                .isEqualTo("\"PT-1.500000S\"");
        assertThat(member(
                        new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO),
                        IntervalMonthDayNanoVector.class,
                        v -> v.set(0, -1, 2, 3_000_000_004L)))
                .isEqualTo("\"P-1M2DT3.000000004S\"");
    }

    @Test
    void extremeTimestampsMayMeanInfinityInsideToo() {
        ArrowType type = new ArrowType.Timestamp(TimeUnit.SECOND, null);
        EncodeSettings settings = EncodeSettings.DEFAULT.withValues(
                new ValueSettings(UInt64As.NUMERIC, NulPolicy.STRIP, Extremes.INFINITY, RowId.BLOCK_ORDERED));
        assertThat(member(type, TimeStampSecVector.class, v -> v.set(0, Long.MIN_VALUE), settings))
                .isEqualTo("\"-infinity\"");
        assertThat(member(type, TimeStampSecVector.class, v -> v.set(0, Long.MAX_VALUE), settings))
                .isEqualTo("\"infinity\"");
    }

    @Test
    void nullMembersAreNull() {
        assertThat(member(Types.I64, BigIntVector.class, v -> v.setNull(0))).isEqualTo("null");
    }

    @Test
    @DisplayName("A50: a list of structs is valid JSON, equal to what Arrow has")
    void transactionsNestedListsAreExact() {
        Schema schema = Types.transactions();
        try (VectorSchemaRoot rows = new RandomVectors(new SplittableRandom(5)).batch(allocator, schema, 200, 1, 10)) {
            List<List<String>> encoded = Batches.encode(schema, rows, EncodeSettings.DEFAULT);
            for (String name : List.of("access_list", "authorization_list")) {
                FieldVector vector = rows.getVector(name);
                // Three system columns instead of _block_num.
                int column = rows.getFieldVectors().indexOf(vector) + 2;
                for (int row = 0; row < rows.getRowCount(); row++) {
                    String payload = encoded.get(row).get(column);
                    Object actual = payload.equals("null") ? null : Json.parse(Rows.text(payload.substring(2)));
                    assertThat(actual).isEqualTo(Expected.json(vector, row));
                }
            }
        }
    }

    @Test
    void aMapIsAnObjectIfItsKeysAreText() {
        assertThat(json(map(Types.UTF8))).containsExactly("{\"k0\":0,\"k1\":null}");
        assertThat(json(map(Types.I32))).containsExactly("[[0,0],[1,null]]");
    }

    @Test
    void aMapThatHasATextKeyTwiceIsRefused() {
        Field entries = Types.required(
                "entries", Types.STRUCT, Types.required("key", Types.UTF8), Types.optional("value", Types.I32));
        Field field = Types.required("v", new ArrowType.Map(false), entries);
        try (VectorSchemaRoot rows = Batches.of(allocator, field, MapVector.class, 1, (map, row) -> {
            int start = map.startNewValue(row);
            StructVector struct = (StructVector) map.getDataVector();
            for (int i = start; i < start + 2; i++) {
                struct.setIndexDefined(i);
                ((VarCharVector) struct.getChildByOrdinal(0)).setSafe(i, new Text("again"));
            }
            map.endValue(row, 2);
        })) {
            assertThatThrownBy(() -> Batches.payloads(rows, EncodeSettings.DEFAULT))
                    .isInstanceOfSatisfying(
                            SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.VALUE_REFUSED))
                    .hasMessageContaining("\"again\" twice");
        }
    }

    private VectorSchemaRoot map(ArrowType keyType) {
        Field entries = Types.required(
                "entries", Types.STRUCT, Types.required("key", keyType), Types.optional("value", Types.I32));
        Field field = Types.required("v", new ArrowType.Map(false), entries);
        return Batches.of(allocator, field, MapVector.class, 1, (map, row) -> {
            int start = map.startNewValue(row);
            StructVector struct = (StructVector) map.getDataVector();
            FieldVector key = struct.getChildrenFromFields().get(0);
            IntVector value = (IntVector) struct.getChildrenFromFields().get(1);
            for (int i = start; i < start + 2; i++) {
                struct.setIndexDefined(i);
                if (key instanceof VarCharVector text) {
                    text.setSafe(i, new Text("k" + i));
                } else {
                    ((IntVector) key).setSafe(i, i);
                }
            }
            value.setSafe(start, 0);
            value.setNull(start + 1);
            map.endValue(row, 2);
        });
    }

    @Test
    void aUnionIsTheMemberThatIsSet() {
        int[] ids = {3, 7};
        Field sparse = Types.optional(
                "v",
                new ArrowType.Union(UnionMode.Sparse, ids),
                Types.optional("i", Types.I32),
                Types.optional("t", Types.UTF8));
        VectorSchemaRoot sparseRows = Batches.of(allocator, sparse, UnionVector.class, 2, (union, row) -> {
            union.getTypeBuffer().setByte(row, ids[row]);
            ((IntVector) union.getChildrenFromFields().get(0)).setSafe(row, 5);
            ((VarCharVector) union.getChildrenFromFields().get(1)).setSafe(row, new Text("x"));
        });
        assertThat(json(sparseRows)).containsExactly("5", "\"x\"");

        Field dense = Types.optional(
                "v",
                new ArrowType.Union(UnionMode.Dense, ids),
                Types.optional("i", Types.I32),
                Types.optional("t", Types.UTF8));
        VectorSchemaRoot denseRows = Batches.of(allocator, dense, DenseUnionVector.class, 2, (union, row) -> {
            union.getTypeBuffer().setByte(row, ids[row]);
            union.getOffsetBuffer().setInt(row * 4L, 0);
            ((IntVector) union.getChildrenFromFields().get(0)).setSafe(0, 6);
            ((VarCharVector) union.getChildrenFromFields().get(1)).setSafe(0, new Text("y"));
        });
        assertThat(json(denseRows)).containsExactly("6", "\"y\"");
    }

    @Test
    void runsAreWrittenByValue() {
        Field field = Types.optional(
                "v",
                new ArrowType.RunEndEncoded(),
                Types.required("run_ends", Types.I32),
                Types.optional("values", Types.UTF8));
        VectorSchemaRoot rows = Batches.of(allocator, field, RunEndEncodedVector.class, 5, (runs, row) -> {
            if (row == 0) {
                IntVector ends = (IntVector) runs.getRunEndsVector();
                VarCharVector values = (VarCharVector) runs.getValuesVector();
                ends.setSafe(0, 2);
                ends.setSafe(1, 3);
                ends.setSafe(2, 5);
                values.setSafe(0, new Text("a"));
                values.setNull(1);
                values.setSafe(2, new Text("b"));
                ends.setValueCount(3);
                values.setValueCount(3);
            }
        });
        try (rows) {
            assertThat(TableEncoder.of(rows.getSchema(), EncodeSettings.DEFAULT)
                            .columns()
                            .getLast()
                            .sqlType())
                    .isEqualTo("TEXT");
            assertThat(Batches.payloads(rows, EncodeSettings.DEFAULT)).containsExactly("61", "61", "null", "62", "62");
        }
    }

    @Test
    void twoMembersOfOneNameAreRefused() {
        Schema schema = Types.table(
                Types.required("v", Types.STRUCT, Types.required("m", Types.I32), Types.required("m", Types.I32)));
        assertThatThrownBy(() -> TableEncoder.of(schema, EncodeSettings.DEFAULT))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.TYPE_UNSUPPORTED));
    }
}
