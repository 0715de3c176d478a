package io.ampsync.runtime.encode;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/** JSON of values without members: numbers, strings, booleans and null. */
final class JsonScalars {
    private JsonScalars() {}

    /** A value of one width in Arrow. */
    abstract static class Fixed extends JsonValue {
        ArrowBuf data = UNBOUND;

        @Override
        void attach(FieldVector vector) {
            data = vector.getDataBuffer();
        }
    }

    /** Integers of 8 to 64 bits, as numbers. */
    static final class Integers extends Fixed {
        private final int bits;
        private final boolean signed;

        Integers(int bits, boolean signed) {
            this.bits = bits;
            this.signed = signed;
        }

        @Override
        void appendValue(JsonText out, int row) {
            switch (bits) {
                case 8 -> out.number(signed ? data.getByte(row) : Byte.toUnsignedInt(data.getByte(row)));
                case 16 -> {
                    short value = data.getShort(row * 2L);
                    out.number(signed ? value : Short.toUnsignedInt(value));
                }
                case 32 -> {
                    int value = data.getInt(row * 4L);
                    out.number(signed ? value : Integer.toUnsignedLong(value));
                }
                case 64 -> {
                    long value = data.getLong(row * 8L);
                    if (signed) {
                        out.number(value);
                    } else {
                        out.unsigned(value);
                    }
                }
                default -> throw new IllegalStateException("integer of " + bits + " bits");
            }
        }
    }

    /** Floats, as numbers, or as strings if they are not finite. */
    static final class Floats extends Fixed {
        private final int bytes;
        /** Appending to it makes no garbage, which {@code Double.toString} does. */
        private final StringBuilder text = new StringBuilder();

        Floats(int bytes) {
            this.bytes = bytes;
        }

        @Override
        void appendValue(JsonText out, int row) {
            text.setLength(0);
            if (bytes == Double.BYTES) {
                text.append(Double.longBitsToDouble(data.getLong(row * 8L)));
            } else {
                text.append(single(row));
            }
            char last = text.charAt(text.length() - 1);
            boolean finite = last >= '0' && last <= '9';
            out.ascii(finite ? "" : "\"");
            out.ascii(text);
            out.ascii(finite ? "" : "\"");
        }

        private float single(int row) {
            return bytes == Float.BYTES
                    ? Float.intBitsToFloat(data.getInt(row * 4L))
                    : Float.float16ToFloat(data.getShort(row * 2L));
        }
    }

    /** Decimals, as strings in plain notation. */
    static final class Decimals extends Fixed {
        private final int bits;
        private final WideNumericDigits digits;

        Decimals(int bits, int precision, int scale) {
            this.bits = bits;
            this.digits = new WideNumericDigits(precision, scale);
        }

        @Override
        void appendValue(JsonText out, int row) {
            out.ascii('"');
            switch (bits) {
                case 32 -> digits.append(out, data.getInt(row * 4L));
                case 64 -> digits.append(out, data.getLong(row * 8L));
                case 128 -> digits.append(out, data.getLong(row * 16L + 8), data.getLong(row * 16L));
                default -> digits.append(out, data, row * 32L);
            }
            out.ascii('"');
        }
    }

    /** Booleans. */
    static final class Booleans extends Fixed {
        @Override
        void appendValue(JsonText out, int row) {
            out.ascii((data.getByte(row >> 3) >> (row & 7) & 1) == 1 ? "true" : "false");
        }
    }

    /** Byte strings, as {@code "0x…"}. */
    static final class Binaries extends JsonValue {
        private final ByteSource source;

        Binaries(ByteSource source) {
            this.source = source;
        }

        @Override
        void attach(FieldVector vector) {
            source.bind(vector);
        }

        @Override
        void appendValue(JsonText out, int row) {
            out.hex(source, row);
        }
    }

    /** Text. */
    static final class Texts extends JsonValue {
        private final ByteSource source;
        private final TextRules rules;

        Texts(ByteSource source, TextRules rules) {
            this.source = source;
            this.rules = rules;
        }

        @Override
        void attach(FieldVector vector) {
            source.bind(vector);
        }

        @Override
        void appendValue(JsonText out, int row) {
            out.string(source, rules, row);
        }
    }

    /** Arrow's Null type. */
    static final class Nulls extends JsonValue {
        @Override
        void bind(FieldVector vector) {}

        @Override
        void attach(FieldVector vector) {}

        @Override
        void appendValue(JsonText out, int row) {
            out.ascii("null");
        }
    }
}
