package io.ampsync.runtime.encode;

import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;

/** The byte strings of a Binary or Utf8 column, whatever its layout. */
abstract class ByteSource {
    static final int ZERO = 1;
    static final int NON_ASCII = 2;

    abstract void bind(FieldVector vector);

    abstract long length(int row);

    /** Copies the bytes of a row to {@code out}. */
    abstract void copy(int row, byte[] out, int at, int length);

    /** What the first {@code count} values may contain: {@link #ZERO}, {@link #NON_ASCII}, both or neither. */
    int suspects(int count) {
        return ZERO | NON_ASCII;
    }

    /** Values in a row behind 32-bit or 64-bit offsets. */
    static final class Offsets extends ByteSource {
        private final boolean large;
        private ArrowBuf offsets = VectorReader.UNBOUND;
        private ArrowBuf data = VectorReader.UNBOUND;

        Offsets(boolean large) {
            this.large = large;
        }

        @Override
        void bind(FieldVector vector) {
            offsets = vector.getOffsetBuffer();
            data = vector.getDataBuffer();
        }

        private long offset(long index) {
            return large ? offsets.getLong(index * 8) : offsets.getInt(index * 4);
        }

        @Override
        long length(int row) {
            return offset(row + 1L) - offset(row);
        }

        @Override
        void copy(int row, byte[] out, int at, int length) {
            data.getBytes(offset(row), out, at, length);
        }

        @Override
        int suspects(int count) {
            if (count == 0) {
                return 0;
            }
            long at = offset(0);
            long end = offset(count);
            long zero = 0;
            long high = 0;
            for (; at + 8 <= end; at += 8) {
                long eight = data.getLong(at);
                zero |= eight - 0x0101010101010101L & ~eight;
                high |= eight;
            }
            for (; at < end; at++) {
                byte one = data.getByte(at);
                zero |= one == 0 ? 0x80 : 0;
                high |= one;
            }
            long mask = 0x8080808080808080L;
            return ((zero & mask) != 0 ? ZERO : 0) | ((high & mask) != 0 ? NON_ASCII : 0);
        }
    }

    /** Values of one width. */
    static final class Fixed extends ByteSource {
        private final int width;
        private ArrowBuf data = VectorReader.UNBOUND;

        Fixed(int width) {
            this.width = width;
        }

        @Override
        void bind(FieldVector vector) {
            data = vector.getDataBuffer();
        }

        @Override
        long length(int row) {
            return width;
        }

        @Override
        void copy(int row, byte[] out, int at, int length) {
            data.getBytes((long) row * width, out, at, length);
        }
    }

    /** Views: 16 bytes each, that hold a short value or say where a long one is. */
    static final class Views extends ByteSource {
        private static final int INLINE = 12;
        private ArrowBuf views = VectorReader.UNBOUND;
        private List<ArrowBuf> buffers = List.of();

        @Override
        void bind(FieldVector vector) {
            views = vector.getDataBuffer();
            buffers = ((BaseVariableWidthViewVector) vector).getDataBuffers();
        }

        @Override
        long length(int row) {
            return views.getInt(row * 16L);
        }

        @Override
        void copy(int row, byte[] out, int at, int length) {
            long view = row * 16L;
            if (length <= INLINE) {
                views.getBytes(view + 4, out, at, length);
            } else {
                buffers.get(views.getInt(view + 8)).getBytes(views.getInt(view + 12), out, at, length);
            }
        }
    }
}
