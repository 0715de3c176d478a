package io.ampsync.simulator.table;

import io.ampsync.simulator.chain.Mix;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.function.IntToLongFunction;
import java.util.function.IntUnaryOperator;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseFixedWidthVector;
import org.apache.arrow.vector.BaseVariableWidthVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;

/**
 * Fills the cells of some rows, one column after the other in schema order, writing straight into the buffers: millions
 * of rows per second, nothing allocated per value. Row arguments count from 0 at the first row of this block.
 */
final class Cells {
    static final IntPredicate ALWAYS = _ -> true;
    static final IntPredicate NEVER = _ -> false;

    private final VectorSchemaRoot root;
    private final int first;
    private final int count;
    private int column;

    Cells(VectorSchemaRoot root, int first, int count) {
        this.root = root;
        this.first = first;
        this.count = count;
    }

    /** The vector of the next column, for types that are filled by hand. */
    FieldVector next() {
        return root.getVector(column++);
    }

    /** Index of the first row in the vectors. */
    int first() {
        return first;
    }

    int count() {
        return count;
    }

    /** 64-bit integers and timestamps, the same in all rows. */
    void long64(long value) {
        long64(_ -> value, ALWAYS);
    }

    void long64(IntToLongFunction value, IntPredicate present) {
        ArrowBuf buffer = fixed(present).getDataBuffer();
        for (int i = 0; i < count; i++) {
            buffer.setLong((long) (first + i) * Long.BYTES, value.applyAsLong(i));
        }
    }

    void int32(IntUnaryOperator value) {
        int32(value, ALWAYS);
    }

    void int32(IntUnaryOperator value, IntPredicate present) {
        ArrowBuf buffer = fixed(present).getDataBuffer();
        for (int i = 0; i < count; i++) {
            buffer.setInt((long) (first + i) * Integer.BYTES, value.applyAsInt(i));
        }
    }

    void bool(IntPredicate value) {
        bool(value, ALWAYS);
    }

    void bool(IntPredicate value, IntPredicate present) {
        ArrowBuf buffer = fixed(present).getDataBuffer();
        for (int i = 0; i < count; i++) {
            setBit(buffer, first + i, value.test(i));
        }
    }

    /** Decimal128 with the given 64-bit unscaled value. */
    void decimal(IntToLongFunction value, IntPredicate present) {
        ArrowBuf buffer = fixed(present).getDataBuffer();
        for (int i = 0; i < count; i++) {
            long low = value.applyAsLong(i);
            buffer.setLong((first + i) * 16L, low);
            buffer.setLong((first + i) * 16L + 8, low >> 63);
        }
    }

    /** The same bytes in all rows; as many as the column is wide. */
    void bytes(byte[] value) {
        ArrowBuf buffer = fixed(ALWAYS).getDataBuffer();
        for (int i = 0; i < count; i++) {
            buffer.setBytes((long) (first + i) * value.length, value);
        }
    }

    /** Pseudo-random bytes of {@code width}, a function of the state alone. */
    void random(int width, IntToLongFunction state, IntPredicate present) {
        ArrowBuf buffer = fixed(present).getDataBuffer();
        for (int i = 0; i < count; i++) {
            randomBytes(buffer, (long) (first + i) * width, width, state.applyAsLong(i));
        }
    }

    void random(int width, IntToLongFunction state) {
        random(width, state, ALWAYS);
    }

    /** Pseudo-random bytes of a length that differs from row to row. */
    void binary(IntUnaryOperator length, IntToLongFunction state) {
        binary(length, state, ALWAYS);
    }

    void binary(IntUnaryOperator length, IntToLongFunction state, IntPredicate present) {
        variable(length, present, (buffer, at, bytes, i) -> randomBytes(buffer, at, bytes, state.applyAsLong(i)));
    }

    /** Pseudo-random lower-case letters of a length that differs from row to row. */
    void letters(IntUnaryOperator length, IntToLongFunction state, IntPredicate present) {
        variable(length, present, (buffer, at, bytes, i) -> {
            long bits = state.applyAsLong(i);
            for (int letter = 0; letter < bytes; letter++) {
                buffer.setByte(at + letter, (byte) ('a' + (bits & 15)));
                bits = Long.rotateRight(bits, 4);
            }
        });
    }

    void text(IntFunction<String> value) {
        BaseVariableWidthVector vector = variable(ALWAYS);
        for (int i = 0; i < count; i++) {
            byte[] bytes = value.apply(i).getBytes(StandardCharsets.UTF_8);
            long at = open(vector, first + i, bytes.length);
            vector.getDataBuffer().setBytes(at, bytes);
        }
        vector.setLastSet(first + count - 1);
    }

    /** The same bytes as {@link #random} writes. */
    static byte[] randomBytes(int width, long state) {
        byte[] bytes = new byte[width];
        long bits = 0;
        for (int i = 0; i < width; i++) {
            if (i % Long.BYTES == 0) {
                bits = Mix.mix(state + i / Long.BYTES);
            }
            bytes[i] = (byte) bits;
            bits >>>= Byte.SIZE;
        }
        return bytes;
    }

    private static void randomBytes(ArrowBuf buffer, long at, int width, long state) {
        int whole = width / Long.BYTES;
        for (int word = 0; word < whole; word++) {
            buffer.setLong(at + (long) word * Long.BYTES, Mix.mix(state + word));
        }
        long bits = Mix.mix(state + whole);
        for (int i = whole * Long.BYTES; i < width; i++) {
            buffer.setByte(at + i, (byte) bits);
            bits >>>= Byte.SIZE;
        }
    }

    /** Makes room for a value of so many bytes at a row and returns its place. */
    private static long open(BaseVariableWidthVector vector, int row, int bytes) {
        long at = vector.getOffsetBuffer().getInt((long) row * Integer.BYTES);
        while (vector.getDataBuffer().capacity() < at + bytes) {
            vector.reallocDataBuffer(at + bytes);
        }
        vector.getOffsetBuffer().setInt((row + 1L) * Integer.BYTES, Math.toIntExact(at + bytes));
        return at;
    }

    private BaseFixedWidthVector fixed(IntPredicate present) {
        BaseFixedWidthVector vector = (BaseFixedWidthVector) next();
        while (vector.getValueCapacity() < first + count) {
            vector.reAlloc();
        }
        markPresent(vector.getValidityBuffer(), present);
        return vector;
    }

    private interface BytesWriter {
        void write(ArrowBuf buffer, long at, int bytes, int row);
    }

    private void variable(IntUnaryOperator length, IntPredicate present, BytesWriter writer) {
        BaseVariableWidthVector vector = variable(present);
        for (int i = 0; i < count; i++) {
            int bytes = present.test(i) ? length.applyAsInt(i) : 0;
            long at = open(vector, first + i, bytes);
            writer.write(vector.getDataBuffer(), at, bytes, i);
        }
        vector.setLastSet(first + count - 1);
    }

    private BaseVariableWidthVector variable(IntPredicate present) {
        BaseVariableWidthVector vector = (BaseVariableWidthVector) next();
        while (vector.getValueCapacity() < first + count) {
            vector.reallocValidityAndOffsetBuffers();
        }
        markPresent(vector.getValidityBuffer(), present);
        return vector;
    }

    private void markPresent(ArrowBuf validity, IntPredicate present) {
        int i = 0;
        while (i < count) {
            if (present == ALWAYS && (first + i) % Byte.SIZE == 0 && count - i >= Byte.SIZE) {
                validity.setByte((first + i) / Byte.SIZE, (byte) 0xFF);
                i += Byte.SIZE;
            } else {
                setBit(validity, first + i, present.test(i));
                i++;
            }
        }
    }

    private static void setBit(ArrowBuf buffer, int index, boolean on) {
        long at = index / Byte.SIZE;
        int mask = 1 << (index % Byte.SIZE);
        byte old = buffer.getByte(at);
        buffer.setByte(at, (byte) (on ? old | mask : old & ~mask));
    }
}
