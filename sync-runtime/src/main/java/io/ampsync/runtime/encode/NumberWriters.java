package io.ampsync.runtime.encode;

/** Integers, floats and booleans. PostgreSQL has no unsigned types, so each of those takes the next wider one. */
final class NumberWriters {
    private NumberWriters() {}

    /** Bool → bool. */
    static final class BooleanWriter extends FixedWriter {
        BooleanWriter() {
            super(1);
        }

        @Override
        int write(byte[] out, int at, int row) {
            if (isNull(row)) {
                return writeNull(out, at);
            }
            BigEndian.putInt(out, at, 1);
            out[at + LENGTH] = (byte) (data.getByte(row >> 3) >> (row & 7) & 1);
            return at + LENGTH + 1;
        }
    }

    /** Int8 → int2. */
    static final class Int8Writer extends FixedWriter {
        Int8Writer() {
            super(Short.BYTES);
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row) ? writeNull(out, at) : writeInt2(out, at, data.getByte(row));
        }
    }

    /** UInt8 → int2. */
    static final class UInt8Writer extends FixedWriter {
        UInt8Writer() {
            super(Short.BYTES);
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row) ? writeNull(out, at) : writeInt2(out, at, Byte.toUnsignedInt(data.getByte(row)));
        }
    }

    /** Int16 → int2. */
    static final class Int16Writer extends FixedWriter {
        Int16Writer() {
            super(Short.BYTES);
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row) ? writeNull(out, at) : writeInt2(out, at, data.getShort(row * 2L));
        }
    }

    /** UInt16 → int4. */
    static final class UInt16Writer extends FixedWriter {
        UInt16Writer() {
            super(Integer.BYTES);
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row) ? writeNull(out, at) : writeInt4(out, at, Short.toUnsignedInt(data.getShort(row * 2L)));
        }
    }

    /** Int32 → int4, Float32 → float4: the same four bytes in the other order. */
    static final class FourByteWriter extends FixedWriter {
        FourByteWriter() {
            super(Integer.BYTES);
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row) ? writeNull(out, at) : writeInt4(out, at, data.getInt(row * 4L));
        }
    }

    /** UInt32 → int8. */
    static final class UInt32Writer extends FixedWriter {
        UInt32Writer() {
            super(Long.BYTES);
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row) ? writeNull(out, at) : writeInt8(out, at, Integer.toUnsignedLong(data.getInt(row * 4L)));
        }
    }

    /** Int64 → int8, Float64 → float8: the same eight bytes in the other order. */
    static final class EightByteWriter extends FixedWriter {
        EightByteWriter() {
            super(Long.BYTES);
        }

        @Override
        int write(byte[] out, int at, int row) {
            return isNull(row) ? writeNull(out, at) : writeInt8(out, at, data.getLong(row * 8L));
        }
    }

    /** UInt64 → int8, where the settings ask for it. */
    static final class UInt64AsBigintWriter extends FixedWriter {
        UInt64AsBigintWriter() {
            super(Long.BYTES);
        }

        @Override
        int write(byte[] out, int at, int row) {
            if (isNull(row)) {
                return writeNull(out, at);
            }
            long value = data.getLong(row * 8L);
            if (value < 0) {
                throw new RefusedValue(Long.toUnsignedString(value), "does not fit into BIGINT");
            }
            return writeInt8(out, at, value);
        }
    }

    /** Float16 → float4, exact. */
    static final class Float16Writer extends FixedWriter {
        Float16Writer() {
            super(Float.BYTES);
        }

        @Override
        int write(byte[] out, int at, int row) {
            if (isNull(row)) {
                return writeNull(out, at);
            }
            float value = Float.float16ToFloat(data.getShort(row * 2L));
            return writeInt4(out, at, Float.floatToRawIntBits(value));
        }
    }
}
