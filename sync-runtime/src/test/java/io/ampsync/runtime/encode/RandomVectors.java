package io.ampsync.runtime.encode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.LargeVarBinaryVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.DenseUnionVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.LargeListViewVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.ListViewVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.RunEndEncodedVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.complex.UnionVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Batches of random values, nulls and extremes in every type, equal for equal seeds. */
final class RandomVectors {
    private static final String[] TEXTS = {
        "", "a", "Ω≈ç√", "quote\"back\\slash", "tab\tline\n", "😀 emoji", "{\"json\": 1}", "x".repeat(300)
    };

    private final RandomGenerator random;

    RandomVectors(RandomGenerator random) {
        this.random = random;
    }

    /** A batch whose blocks ascend from {@code firstBlock}, {@code perBlock} rows each. */
    VectorSchemaRoot batch(BufferAllocator allocator, Schema schema, int rows, long firstBlock, int perBlock) {
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        root.allocateNew();
        for (FieldVector vector : root.getFieldVectors()) {
            for (int row = 0; row < rows; row++) {
                boolean block = vector.getName().equals("_block_num")
                        || vector.getName().equals("block_num");
                if (block) {
                    ((UInt8Vector) vector).setSafe(row, firstBlock + row / perBlock);
                } else {
                    set(vector, row);
                }
            }
        }
        root.setRowCount(rows);
        return root;
    }

    private void set(FieldVector vector, int row) {
        if (vector instanceof NullVector) {
            return;
        }
        if (hasBitmap(vector) && vector.getField().isNullable() && random.nextInt(4) == 0) {
            vector.setNull(row);
            return;
        }
        switch (vector) {
            case BitVector bits -> bits.setSafe(row, random.nextInt(2));
            case DecimalVector decimals -> decimals.setSafe(row, decimal(decimals.getPrecision(), decimals.getScale()));
            case Decimal256Vector decimals ->
                decimals.setSafe(row, decimal(decimals.getPrecision(), decimals.getScale()));
            case VarCharVector text -> text.setSafe(row, text());
            case LargeVarCharVector text -> text.setSafe(row, text());
            case VarBinaryVector bytes -> bytes.setSafe(row, bytes());
            case LargeVarBinaryVector bytes -> bytes.setSafe(row, bytes());
            case BaseVariableWidthViewVector views -> {
                boolean isText = views.getField().getType() instanceof ArrowType.Utf8View;
                views.setSafe(row, isText ? text() : bytes());
            }
            case BaseFixedWidthVector fixed -> setFixed(fixed, row);
            case LargeListVector list -> {
                int start = (int) list.startNewValue(row);
                list.endValue(row, fill(list.getDataVector(), start, random.nextInt(4)));
            }
            case MapVector map -> map.endValue(row, fillEntries(map, map.startNewValue(row), random.nextInt(4)));
            case UnionVector union -> setMember(union, row);
            case DenseUnionVector union -> setMember(union, row);
            case RunEndEncodedVector runs -> setRun(runs, row);
            case ListVector list -> {
                int start = list.startNewValue(row);
                list.endValue(row, fill(list.getDataVector(), start, random.nextInt(4)));
            }
            case ListViewVector list -> {
                int start = list.startNewValue(row);
                list.endValue(row, fill(list.getDataVector(), start, random.nextInt(4)));
            }
            case LargeListViewVector list -> {
                int start = list.startNewValue(row);
                list.endValue(row, fill(list.getDataVector(), start, random.nextInt(4)));
            }
            case FixedSizeListVector list -> fill(list.getDataVector(), list.startNewValue(row), list.getListSize());
            case StructVector struct -> {
                struct.setIndexDefined(row);
                struct.getChildrenFromFields().forEach(child -> set(child, row));
            }
            default -> throw new IllegalArgumentException("no random values for " + vector.getField());
        }
    }

    /** The others are null where what they are made of is. */
    private static boolean hasBitmap(FieldVector vector) {
        return !(vector instanceof UnionVector
                || vector instanceof DenseUnionVector
                || vector instanceof RunEndEncodedVector);
    }

    /** Keys that are text differ: JSON has no object with a key twice. */
    private int fillEntries(MapVector map, int start, int count) {
        StructVector entries = (StructVector) map.getDataVector();
        FieldVector keys = entries.getChildrenFromFields().get(0);
        for (int i = start; i < start + count; i++) {
            entries.setIndexDefined(i);
            if (keys instanceof VarCharVector text) {
                text.setSafe(i, (TEXTS[random.nextInt(TEXTS.length)] + "#" + i).getBytes(StandardCharsets.UTF_8));
            } else {
                set(keys, i);
            }
            set(entries.getChildrenFromFields().get(1), i);
        }
        entries.setValueCount(start + count);
        return count;
    }

    @SuppressWarnings("EnumOrdinal")
    private void setMember(UnionVector union, int row) {
        while (row >= union.getTypeBuffer().capacity()) {
            union.reAlloc();
        }
        List<FieldVector> members = union.getChildrenFromFields();
        FieldVector member = members.get(random.nextInt(members.size()));
        union.getTypeBuffer().setByte(row, member.getMinorType().ordinal());
        set(member, row);
    }

    private void setMember(DenseUnionVector union, int row) {
        while (row >= union.getValueCapacity()) {
            union.reAlloc();
        }
        byte type = (byte) random.nextInt(union.getChildrenFromFields().size());
        FieldVector member = (FieldVector) union.getVectorByType(type);
        int at = member.getValueCount();
        union.getTypeBuffer().setByte(row, type);
        union.getOffsetBuffer().setInt(row * 4L, at);
        set(member, at);
        member.setValueCount(at + 1);
    }

    /** Begins a run, or makes the last one longer. Rows that were left out are of the run, too. */
    private void setRun(RunEndEncodedVector vector, int row) {
        BaseIntVector ends = (BaseIntVector) vector.getRunEndsVector();
        int run = ends.getValueCount();
        if (run > 0 && random.nextBoolean()) {
            run--;
        } else {
            set(vector.getValuesVector(), run);
            vector.getValuesVector().setValueCount(run + 1);
            ends.setValueCount(run + 1);
        }
        ends.setWithPossibleTruncate(run, row + 1);
    }

    private int fill(FieldVector elements, int start, int count) {
        for (int i = 0; i < count; i++) {
            set(elements, start + i);
        }
        elements.setValueCount(start + count);
        return count;
    }

    /** Any bit pattern, where the type has no invalid ones. */
    private void setFixed(BaseFixedWidthVector vector, int row) {
        while (row >= vector.getValueCapacity()) {
            vector.reAlloc();
        }
        vector.setIndexDefined(row);
        int width = vector.getTypeWidth();
        long at = (long) row * width;
        switch (vector.getField().getType()) {
            case ArrowType.Date date
            when width == 4 -> vector.getDataBuffer().setInt(at, random.nextInt(-700_000, 2_900_000));
            case ArrowType.Date date ->
                vector.getDataBuffer().setLong(at, random.nextInt(-700_000, 2_900_000) * 86_400_000L);
            case ArrowType.Time time when width == 4 -> vector.getDataBuffer().setInt(at, random.nextInt(86_400));
            case ArrowType.Time time -> vector.getDataBuffer().setLong(at, random.nextLong(86_400_000_000L));
            case ArrowType.Timestamp time ->
                vector.getDataBuffer().setLong(at, random.nextLong(-60_000_000_000L, 250_000_000_000L));
            case ArrowType.Duration duration ->
                vector.getDataBuffer().setLong(at, random.nextLong(-1_000_000_000_000L, 1_000_000_000_000L));
            default -> {
                byte[] bytes = new byte[width];
                random.nextBytes(bytes);
                switch (random.nextInt(8)) {
                    case 0 -> bytes = new byte[width];
                    case 1 -> Arrays.fill(bytes, (byte) 0xFF);
                    default -> {}
                }
                vector.getDataBuffer().setBytes(at, bytes);
            }
        }
    }

    private BigDecimal decimal(int precision, int scale) {
        BigInteger limit = BigInteger.TEN.pow(precision);
        BigInteger value = switch (random.nextInt(6)) {
            case 0 -> BigInteger.ZERO;
            case 1 -> limit.subtract(BigInteger.ONE);
            case 2 -> BigInteger.valueOf(random.nextLong()).mod(limit);
            case 3 -> BigInteger.TEN.pow(random.nextInt(precision));
            default -> {
                byte[] bits = new byte[32];
                random.nextBytes(bits);
                yield new BigInteger(bits).mod(limit);
            }
        };
        return new BigDecimal(random.nextBoolean() ? value : value.negate(), scale);
    }

    private byte[] text() {
        return TEXTS[random.nextInt(TEXTS.length)].getBytes(StandardCharsets.UTF_8);
    }

    private byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(4) == 0 ? 0 : random.nextInt(200)];
        random.nextBytes(bytes);
        return bytes;
    }
}
