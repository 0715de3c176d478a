package io.ampsync.runtime.encode;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.FieldVector;

/** Columns of bytea and text. */
final class ByteWriters {
    /** PostgreSQL allocates at most 1 GiB - 1 for a value, header included. */
    static final int MAX_PAYLOAD = 0x3FFFFFFF - 8;

    private ByteWriters() {}

    /** FixedSizeBinary → bytea, copied in words: hashes and addresses are most of what a chain consists of. */
    static final class FixedBinaryWriter extends FixedWriter {
        private final int width;
        private final int words;

        FixedBinaryWriter(int width) {
            super(width);
            this.width = width;
            this.words = width <= 64 ? width & -8 : 0;
        }

        @Override
        int write(byte[] out, int at, int row) {
            if (isNull(row)) {
                return writeNull(out, at);
            }
            ArrowBuf from = data;
            long address = (long) row * width;
            int to = at + LENGTH;
            BigEndian.putInt(out, at, width);
            int copied = 0;
            for (; copied < words; copied += 8) {
                BigEndian.copy(out, to + copied, from.getLong(address + copied));
            }
            if (copied < width) {
                copyRest(from, address, out, to, copied);
            }
            return to + width;
        }

        private void copyRest(ArrowBuf from, long address, byte[] out, int to, int start) {
            int copied = start;
            if (width - copied == 4) {
                BigEndian.copy(out, to + copied, from.getInt(address + copied));
            } else {
                from.getBytes(address + copied, out, to + copied, width - copied);
            }
        }
    }

    /** Binary, LargeBinary, BinaryView → bytea. */
    static final class BinaryWriter extends ColumnWriter {
        private final ByteSource source;

        BinaryWriter(ByteSource source) {
            this.source = source;
        }

        @Override
        void attach(FieldVector vector) {
            source.bind(vector);
        }

        @Override
        int maxBytes() {
            return VARIABLE;
        }

        @Override
        long bytes(int row) {
            return isNull(row) ? LENGTH : LENGTH + checked(source.length(row));
        }

        @Override
        int write(byte[] out, int at, int row) {
            if (isNull(row)) {
                return writeNull(out, at);
            }
            int length = (int) source.length(row);
            BigEndian.putInt(out, at, length);
            source.copy(row, out, at + LENGTH, length);
            return at + LENGTH + length;
        }
    }

    /** Utf8, LargeUtf8, Utf8View → text. */
    static final class TextWriter extends ColumnWriter {
        private final ByteSource source;
        private final TextRules rules;
        private int suspects;

        TextWriter(ByteSource source, TextRules rules) {
            this.source = source;
            this.rules = rules;
        }

        @Override
        void attach(FieldVector vector) {
            source.bind(vector);
            suspects = source.suspects(vector.getValueCount());
        }

        @Override
        int maxBytes() {
            return VARIABLE;
        }

        @Override
        long bytes(int row) {
            if (isNull(row)) {
                return LENGTH;
            }
            long length = checked(source.length(row));
            return LENGTH + ((suspects & ByteSource.ZERO) == 0 ? length : checked(rules.roomFor(length)));
        }

        @Override
        int write(byte[] out, int at, int row) {
            if (isNull(row)) {
                return writeNull(out, at);
            }
            int length = (int) source.length(row);
            source.copy(row, out, at + LENGTH, length);
            if (suspects != 0) {
                length = rules.clean(out, at + LENGTH, length);
            }
            BigEndian.putInt(out, at, length);
            return at + LENGTH + length;
        }
    }

    static long checked(long length) {
        if (length > MAX_PAYLOAD) {
            throw new RefusedValue("a value of " + length + " bytes", "is above PostgreSQL's limit of 1 GB");
        }
        return length;
    }
}
