package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.DateDayVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.Float2Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.IntervalMonthDayNanoVector;
import org.apache.arrow.vector.TimeStampNanoTZVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.UInt2Vector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Payloads of binary COPY, byte by byte. */
class PayloadTest {
    private final RootAllocator allocator = new RootAllocator();

    @AfterEach
    void everyBufferIsGivenBack() {
        allocator.close();
    }

    private List<String> payloads(VectorSchemaRoot root) {
        try (root) {
            return Batches.payloads(root, EncodeSettings.DEFAULT);
        }
    }

    @Test
    void aRowIsCountSystemColumnsAndUserFields() {
        try (VectorSchemaRoot root = Batches.of(
                        allocator, Types.optional("v", Types.I32), IntVector.class, 1, (v, row) -> v.setNull(row));
                CopyBuffer buffer = new CopyBuffer(new SegmentPool(0))) {
            TableEncoder encoder = TableEncoder.of(root.getSchema(), EncodeSettings.DEFAULT);
            encoder.startMicrobatch(Rows.range(1, 1));
            encoder.encode(root, buffer);
            String row = HexFormat.of().formatHex(Rows.bytes(buffer));
            assertThat(row)
                    .startsWith("0004" + "00000010" + "0000000000000001")
                    .endsWith("00000008" + "0000000000000001" + "00000008" + "0000000000000001" + "ffffffff")
                    .hasSize(2 * (2 + 20 + 12 + 12 + 4));
        }
    }

    @Test
    void headerIsSignatureFlagsAndExtensionLength() {
        assertThat(HexFormat.of().formatHex(CopyBuffer.copyHeader()))
                .isEqualTo("5047434f50590aff0d0a000000000000000000");
        assertThat(HexFormat.of().formatHex(CopyBuffer.copyTrailer())).isEqualTo("ffff");
    }

    @Test
    void unsignedIntegersTakeTheNextWiderType() {
        assertThat(payloads(Batches.of(
                        allocator,
                        Types.required("v", new ArrowType.Int(8, false)),
                        UInt1Vector.class,
                        1,
                        (v, row) -> v.set(row, 255))))
                .containsExactly("00ff");
        assertThat(payloads(Batches.of(
                        allocator,
                        Types.required("v", new ArrowType.Int(16, false)),
                        UInt2Vector.class,
                        1,
                        (v, row) -> v.set(row, 65_535))))
                .containsExactly("0000ffff");
        assertThat(payloads(Batches.of(
                        allocator, Types.required("v", Types.U32), UInt4Vector.class, 1, (v, row) -> v.set(row, -1))))
                .containsExactly("00000000ffffffff");
        assertThat(payloads(Batches.of(
                        allocator,
                        Types.required("v", new ArrowType.Int(8, true)),
                        TinyIntVector.class,
                        1,
                        (v, row) -> v.set(row, -1))))
                .containsExactly("ffff");
    }

    @Test
    @DisplayName("A35: UInt64 up to 2^64-1 is a numeric of at most five digits")
    void uint64IsNumeric() {
        long[] values = {0, 1, 9999, 10_000, 120_000_000, 1_000_000_000_000_000_000L, Long.MIN_VALUE, -1};
        List<String> payloads = payloads(Batches.of(
                allocator,
                Types.required("v", Types.U64),
                UInt8Vector.class,
                values.length,
                (v, row) -> v.set(row, values[row])));
        assertThat(payloads)
                .containsExactly(
                        "0000000000000000",
                        "00010000000000000001",
                        "0001000000000000270f",
                        "00010001000000000001",
                        "0002000200000000000107d0",
                        "00010004000000000064",
                        "0005000400000000039a0d2c0170156516b0",
                        "000500040000000007341a5802e103bb064f");
    }

    @Test
    @DisplayName("A35: Decimal128 zero has 12 bytes with its length, a positive one at least 14")
    void decimalsOfScaleZero() {
        long[] values = {0, 5, -5, 123_456_789};
        List<String> payloads = payloads(Batches.of(
                allocator,
                Types.required("v", Types.DEC),
                DecimalVector.class,
                values.length,
                (v, row) -> v.set(row, values[row])));
        assertThat(payloads)
                .containsExactly(
                        "0000000000000000",
                        "00010000000000000005",
                        "00010000400000000005",
                        "000300020000000000010929".concat("1a85"));
    }

    @Test
    @DisplayName("A35: three FixedSizeBinary(32) take 108 bytes, a NULL takes 4")
    void fixedBinariesAreTheirBytes() {
        for (int width : new int[] {1, 4, 5, 8, 20, 32, 48, 100}) {
            byte[] value = new byte[width];
            for (int i = 0; i < width; i++) {
                value[i] = (byte) (i * 7 + 1);
            }
            List<String> payloads = payloads(Batches.of(
                    allocator,
                    Types.optional("v", new ArrowType.FixedSizeBinary(width)),
                    FixedSizeBinaryVector.class,
                    3,
                    (v, row) -> {
                        if (row == 1) {
                            v.setNull(row);
                        } else {
                            v.set(row, value);
                        }
                    }));
            String hex = HexFormat.of().formatHex(value);
            assertThat(payloads).containsExactly(hex, "null", hex);
        }
    }

    @Test
    @DisplayName("A38: nanosecond timestamps become microseconds from 2000-01-01, by floor")
    void nanosecondsAreFloored() {
        long epoch = 946_684_800_000_000_000L;
        long[] nanos = {epoch, epoch + 1500, epoch - 1, -1, 1_577_836_800_000_000_123L, Long.MIN_VALUE, Long.MAX_VALUE};
        List<String> payloads = payloads(Batches.of(
                allocator,
                Types.required("v", Types.TS),
                TimeStampNanoTZVector.class,
                nanos.length,
                (v, row) -> v.set(row, nanos[row])));
        assertThat(payloads)
                .isEqualTo(Arrays.stream(nanos)
                        .mapToObj(
                                value -> HexFormat.of().toHexDigits(Math.floorDiv(value, 1000L) - 946_684_800_000_000L))
                        .toList());
        assertThat(payloads).startsWith("0000000000000000", "0000000000000001", "ffffffffffffffff");
    }

    @Test
    @DisplayName("A50: a null nanosecond timestamp is NULL")
    void nullTimestampIsNull() {
        assertThat(payloads(Batches.of(
                        allocator,
                        Types.optional("v", Types.TS),
                        TimeStampNanoTZVector.class,
                        1,
                        (v, row) -> v.setNull(row))))
                .containsExactly("null");
    }

    @Test
    void datesCountFromTwoThousand() {
        assertThat(payloads(Batches.of(
                        allocator,
                        Types.required("v", new ArrowType.Date(DateUnit.DAY)),
                        DateDayVector.class,
                        2,
                        (v, row) -> v.set(row, row == 0 ? 10_957 : 0))))
                .containsExactly("00000000", "ffffd533");
    }

    @Test
    void halfFloatsAreWidened() {
        assertThat(payloads(Batches.of(
                        allocator,
                        Types.required("v", new ArrowType.FloatingPoint(FloatingPointPrecision.HALF)),
                        Float2Vector.class,
                        1,
                        (v, row) -> v.set(row, (short) 0x3E00))))
                .containsExactly("3fc00000");
    }

    @Test
    void booleansAreOneByte() {
        assertThat(payloads(Batches.of(
                        allocator,
                        Types.required("v", Types.BOOL),
                        BitVector.class,
                        9,
                        (v, row) -> v.set(row, row % 2))))
                .containsExactly("00", "01", "00", "01", "00", "01", "00", "01", "00");
    }

    @Test
    void intervalsAreMicrosDaysAndMonths() {
        assertThat(payloads(Batches.of(
                        allocator,
                        Types.required("v", new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO)),
                        IntervalMonthDayNanoVector.class,
                        1,
                        (v, row) -> v.set(row, 1, 2, 3_999))))
                .containsExactly("0000000000000003" + "00000002" + "00000001");
    }

    @Test
    void listsAreArraysWithTheirElementsOid() {
        VectorSchemaRoot root = Batches.of(
                allocator,
                Types.optional("v", Types.LIST, Types.optional("item", Types.I32)),
                ListVector.class,
                3,
                (list, row) -> {
                    if (row == 0) {
                        list.setNull(row);
                        return;
                    }
                    int start = list.startNewValue(row);
                    IntVector elements = (IntVector) list.getDataVector();
                    if (row == 2) {
                        elements.setSafe(start, 7);
                        elements.setNull(start + 1);
                        elements.setValueCount(start + 2);
                    }
                    list.endValue(row, row == 2 ? 2 : 0);
                });
        assertThat(payloads(root))
                .containsExactly(
                        "null",
                        "00000000" + "00000000" + "00000017",
                        "00000001" + "00000001" + "00000017" + "00000002" + "00000001" + "00000004" + "00000007"
                                + "ffffffff");
    }
}
