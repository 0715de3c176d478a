package io.ampsync.bench.server;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.BitVectorHelper;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.pojo.Schema;

/** Random rows, a function of schema and seed: every topic that may be NULL is, in more and more rows. */
public final class Template {
    private static final int[] BYTES = {32, 32, 64, 64, 128};
    private static final int BLOOM = 256;
    private static final int LONG_DECIMAL = 4;

    private Template() {}

    /** The caller closes it. */
    public static VectorSchemaRoot of(Schema schema, int rows, long seed, BufferAllocator allocator) {
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        SplittableRandom random = new SplittableRandom(seed);
        int nullable = 0;
        for (FieldVector vector : root.getFieldVectors()) {
            double nulls = vector.getField().isNullable() ? Math.min(0.75, 0.1 * nullable++) : 0;
            fill(vector, rows, nulls, random);
            vector.setValueCount(rows);
        }
        root.setRowCount(rows);
        return root;
    }

    private static void fill(FieldVector vector, int rows, double nulls, SplittableRandom random) {
        vector.setInitialCapacity(rows);
        vector.allocateNew();
        for (int row = 0; row < rows; row++) {
            if (random.nextDouble() < nulls) {
                continue;
            }
            switch (vector) {
                case BitVector bits -> bits.setSafe(row, random.nextInt(2));
                case Decimal256Vector decimals -> decimal256(decimals, row, random);
                case DecimalVector decimals -> decimal(decimals, row, random);
                case BaseFixedWidthVector fixed -> fixed(fixed, row, random);
                case VarCharVector text -> text.setSafe(row, digits(random));
                case BaseVariableWidthVector binary -> binary.setSafe(row, bytes(random), 0, sizeOf(binary, random));
                case StructVector struct -> struct.setIndexDefined(row);
                default -> {
                    // Lists stay NULL.
                }
            }
        }
        if (vector instanceof StructVector struct) {
            struct.getChildrenFromFields().forEach(member -> fill(member, rows, 0, random));
        }
    }

    private static void fixed(BaseFixedWidthVector vector, int row, SplittableRandom random) {
        int width = vector.getTypeWidth();
        byte[] value = new byte[width];
        random.nextBytes(value);
        if (width == Long.BYTES || width == Integer.BYTES) {
            // Not negative, and a timestamp of any unit that PostgreSQL can hold.
            value[width - 1] &= 0x03;
        }
        ArrowBuf data = vector.getDataBuffer();
        data.setBytes((long) row * width, value);
        BitVectorHelper.setBit(vector.getValidityBuffer(), row);
    }

    /** Most amounts are small; every fourth has more than 64 bits. */
    private static void decimal(DecimalVector vector, int row, SplittableRandom random) {
        long high = random.nextInt(LONG_DECIMAL) == 0 ? random.nextLong(1L << 32) : 0;
        long low = high == 0 ? random.nextLong(1_000_000_000_000L) : random.nextLong();
        vector.getDataBuffer().setLong(row * 16L, low);
        vector.getDataBuffer().setLong(row * 16L + Long.BYTES, high);
        BitVectorHelper.setBit(vector.getValidityBuffer(), row);
    }

    private static void decimal256(Decimal256Vector vector, int row, SplittableRandom random) {
        long at = row * 32L;
        for (int limb = 0; limb < 3; limb++) {
            vector.getDataBuffer().setLong(at + limb * 8L, random.nextLong());
        }
        vector.getDataBuffer().setLong(at + 24, random.nextLong(1L << 56));
        BitVectorHelper.setBit(vector.getValidityBuffer(), row);
    }

    private static byte[] digits(SplittableRandom random) {
        return Long.toString(random.nextLong(Long.MAX_VALUE)).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(SplittableRandom random) {
        byte[] value = new byte[BLOOM];
        random.nextBytes(value);
        return value;
    }

    private static int sizeOf(BaseVariableWidthVector vector, SplittableRandom random) {
        return vector.getName().equals("logs_bloom") ? BLOOM : BYTES[random.nextInt(BYTES.length)];
    }
}
