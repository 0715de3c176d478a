package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.config.ValueSettings.Extremes;
import io.ampsync.runtime.config.ValueSettings.NulPolicy;
import io.ampsync.runtime.config.ValueSettings.UInt64As;
import io.ampsync.runtime.fault.SyncException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.TimeStampMicroVector;
import org.apache.arrow.vector.TimeStampSecVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is not encoded, and how that is said. */
class RefusalTest {
    private static final Field NUMBER = Types.required("v", Types.I32);

    private final RootAllocator allocator = new RootAllocator();

    @AfterEach
    void everyBufferIsGivenBack() {
        allocator.close();
    }

    private static AbstractThrowableAssert<?, ?> assertRefused(Reason reason, ThrowingCallable call) {
        return assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SyncException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(reason));
    }

    private static void encode(Schema schema, VectorSchemaRoot rows, EncodeSettings settings) {
        try (rows) {
            Batches.encode(schema, rows, settings);
        }
    }

    private VectorSchemaRoot numbers(Long... blocks) {
        VectorSchemaRoot root =
                Batches.of(allocator, NUMBER, IntVector.class, blocks.length, (v, row) -> v.setSafe(row, row));
        Batches.blocks(root, List.of(blocks), blocks.length);
        return root;
    }

    @Test
    @DisplayName("A30: a table without the column that keeps it right, or without any column, is refused")
    @Produces(Reason.NO_BLOCK_NUMBER)
    void aQueryWithoutBlockNumberIsRefused() {
        assertRefused(Reason.NO_BLOCK_NUMBER, () -> TableEncoder.of(new Schema(List.of()), EncodeSettings.DEFAULT));
        assertRefused(
                Reason.NO_BLOCK_NUMBER, () -> TableEncoder.of(new Schema(List.of(NUMBER)), EncodeSettings.DEFAULT));
        Schema text = new Schema(List.of(Types.required("_block_num", Types.UTF8)));
        assertRefused(Reason.NO_BLOCK_NUMBER, () -> TableEncoder.of(text, EncodeSettings.DEFAULT))
                .hasMessageContaining("Utf8");
    }

    @Test
    void aTypeThatArrowCannotReadIsRefusedBeforeItIsRead() {
        Field union = Types.optional(
                "item", new ArrowType.Union(UnionMode.Dense, new int[] {0}), Types.optional("i", Types.I32));
        Schema schema = Types.table(Types.optional("pairs", new ArrowType.FixedSizeList(2), union));
        assertThatThrownBy(() -> VectorSchemaRoot.create(schema, allocator)).hasMessageContaining("mismatch");
        assertRefused(Reason.TYPE_UNSUPPORTED, () -> TableEncoder.of(schema, EncodeSettings.DEFAULT))
                .hasMessageContaining("pairs")
                .hasMessageContaining("unions in lists of a fixed size");
    }

    @Test
    @Produces(Reason.TYPE_UNSUPPORTED)
    void anUnmappedTypeIsRefusedByColumnAndType() {
        Schema schema = Types.table(Types.required("wide", new ArrowType.Decimal(39, 2, 128)));
        assertRefused(Reason.TYPE_UNSUPPORTED, () -> TableEncoder.of(schema, EncodeSettings.DEFAULT))
                .hasMessageContaining("\"wide\"")
                .hasMessageContaining("Decimal(39, 2, 128)");
    }

    @Test
    void aBatchOfAnotherSchemaIsRefused() {
        Schema renamed = Types.table(Types.required("w", Types.I32));
        Schema retyped = Types.table(Types.required("v", Types.I64));
        Schema wider = Types.table(NUMBER, NUMBER);
        for (Schema announced : List.of(renamed, retyped)) {
            assertRefused(Reason.BATCH_INVALID, () -> encode(announced, numbers(1L), EncodeSettings.DEFAULT))
                    .hasMessageContaining("Column 2");
        }
        assertThatThrownBy(() -> encode(wider, numbers(1L), EncodeSettings.DEFAULT))
                .isInstanceOf(SyncException.class);
    }

    @Test
    void blocksOutsideOfTheMicrobatchOrDecreasingAreRefused() {
        assertRefused(Reason.BATCH_INVALID, () -> encode(Types.table(NUMBER), numbers(5L, 4L), EncodeSettings.DEFAULT))
                .hasMessageContaining("block 4 came after rows of block 5");
        assertRefused(Reason.BATCH_INVALID, () -> encode(Types.table(NUMBER), numbers(-1L), EncodeSettings.DEFAULT))
                .hasMessageContaining("18446744073709551615");
    }

    @Test
    void aDecreaseAcrossMessagesIsRefused() {
        TableEncoder encoder = TableEncoder.of(Types.table(NUMBER), EncodeSettings.DEFAULT);
        try (CopyBuffer buffer = new CopyBuffer(new SegmentPool(0));
                VectorSchemaRoot high = numbers(9L);
                VectorSchemaRoot low = numbers(8L)) {
            encoder.startMicrobatch(Rows.range(1, 10));
            encoder.encode(high, buffer);
            assertRefused(Reason.BATCH_INVALID, () -> encoder.encode(low, buffer));
            assertThat(buffer.rows()).isEqualTo(1);
        }
    }

    @Test
    void nullWhereNoneMayBeIsRefused() {
        Field optional = Types.optional("v", Types.I32);
        VectorSchemaRoot rows = Batches.of(allocator, optional, IntVector.class, 1, (v, row) -> v.setNull(row));
        assertRefused(Reason.BATCH_INVALID, () -> encode(Types.table(NUMBER), rows, EncodeSettings.DEFAULT))
                .hasMessageContaining("\"v\"");
    }

    @Test
    void aMicrobatchMustBeStarted() {
        TableEncoder encoder = TableEncoder.of(Types.table(NUMBER), EncodeSettings.DEFAULT);
        try (CopyBuffer buffer = new CopyBuffer(new SegmentPool(0));
                VectorSchemaRoot rows = numbers(1L)) {
            assertThatThrownBy(() -> encoder.encode(rows, buffer)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void bigintOverflowNamesColumnBlockAndValue() {
        Field field = Types.required("v", Types.U64);
        for (EncodeSettings settings : List.of(
                EncodeSettings.DEFAULT.withUInt64(UInt64As.BIGINT),
                EncodeSettings.DEFAULT.withUInt64Column("v", UInt64As.BIGINT))) {
            assertThat(TableEncoder.of(Types.table(field), settings)
                            .columns()
                            .getLast()
                            .sqlType())
                    .isEqualTo("BIGINT");
            VectorSchemaRoot rows = Batches.of(allocator, field, UInt8Vector.class, 1, (v, row) -> v.set(row, -1));
            assertRefused(Reason.VALUE_REFUSED, () -> encode(Types.table(field), rows, settings))
                    .hasMessage("Column \"v\" of block 1: 18446744073709551615 does not fit into BIGINT.");
        }
    }

    @Test
    void decimalsAbovePrecisionAreRefused() {
        Field field = Types.required("v", new ArrowType.Decimal(5, 2, 128));
        VectorSchemaRoot rows = Batches.of(allocator, field, DecimalVector.class, 1, (v, row) -> v.set(row, 100_000L));
        assertRefused(Reason.VALUE_REFUSED, () -> encode(Types.table(field), rows, EncodeSettings.DEFAULT))
                .hasMessageContaining("1000.00 has more than the 5 digits of NUMERIC(5,2)");
    }

    @Test
    void timesBeyondPostgresAreRefused() {
        Field seconds = Types.required("v", new ArrowType.Timestamp(TimeUnit.SECOND, null));
        for (long value : new long[] {9_224_318_016_000L, -210_866_803_201L, Long.MAX_VALUE, Long.MIN_VALUE}) {
            VectorSchemaRoot rows =
                    Batches.of(allocator, seconds, TimeStampSecVector.class, 1, (v, row) -> v.set(row, value));
            assertRefused(Reason.VALUE_REFUSED, () -> encode(Types.table(seconds), rows, EncodeSettings.DEFAULT))
                    .hasMessageContaining("outside of TIMESTAMP");
        }
        Field days = Types.required("v", new ArrowType.Date(DateUnit.DAY));
        for (int value : new int[] {Integer.MIN_VALUE, Integer.MAX_VALUE, -2_440_589}) {
            VectorSchemaRoot rows = Batches.of(allocator, days, DateDayVector.class, 1, (v, row) -> v.set(row, value));
            assertRefused(Reason.VALUE_REFUSED, () -> encode(Types.table(days), rows, EncodeSettings.DEFAULT));
        }
    }

    @Test
    void extremeTimestampsMayMeanInfinity() {
        Field field = Types.required("v", new ArrowType.Timestamp(TimeUnit.MICROSECOND, null));
        EncodeSettings settings = EncodeSettings.DEFAULT.withExtremes(Extremes.INFINITY);
        try (VectorSchemaRoot rows = Batches.of(
                allocator,
                field,
                TimeStampMicroVector.class,
                2,
                (v, row) -> v.set(row, row == 0 ? Long.MIN_VALUE : Long.MAX_VALUE))) {
            assertThat(Batches.payloads(rows, settings)).containsExactly("8000000000000000", "7fffffffffffffff");
        }
    }

    @Test
    void nulInTextIsReplacedStrippedOrRefused() {
        assertThat(text("a\0b\0", NulPolicy.REPLACE)).isEqualTo("a\uFFFDb\uFFFD");
        assertThat(text("a\0b\0", NulPolicy.STRIP)).isEqualTo("ab");
        assertRefused(Reason.VALUE_REFUSED, () -> text("a\0b", NulPolicy.FAIL)).hasMessageContaining("U+0000");
        assertThat(text("plain ß", NulPolicy.FAIL)).isEqualTo("plain ß");
    }

    private String text(String value, NulPolicy policy) {
        Field field = Types.required("v", Types.UTF8);
        TableEncoder encoder = TableEncoder.of(Types.table(field), EncodeSettings.DEFAULT.withNul(policy));
        try (CopyBuffer buffer = new CopyBuffer(new SegmentPool(0));
                VectorSchemaRoot rows = Batches.of(
                        allocator,
                        field,
                        VarCharVector.class,
                        1,
                        (v, row) -> v.setSafe(row, value.getBytes(StandardCharsets.UTF_8)))) {
            encoder.startMicrobatch(Rows.range(1, 1));
            encoder.encode(rows, buffer);
            long nuls = value.chars().filter(character -> character == 0).count();
            assertThat(encoder.takeChangedNuls()).isEqualTo(nuls == 0 ? Map.of() : Map.of("v", nuls));
            assertThat(encoder.takeChangedNuls()).isEmpty();
            return Rows.text(Rows.of(buffer).getFirst().getLast());
        }
    }

    @Test
    void textThatIsNotUtf8IsRefused() {
        Field field = Types.required("v", Types.UTF8);
        VectorSchemaRoot rows = Batches.of(
                allocator, field, VarCharVector.class, 1, (v, row) -> v.setSafe(row, new byte[] {'a', (byte) 0xC0}));
        assertRefused(Reason.VALUE_REFUSED, () -> encode(Types.table(field), rows, EncodeSettings.DEFAULT))
                .hasMessageContaining("UTF-8");
    }
}
