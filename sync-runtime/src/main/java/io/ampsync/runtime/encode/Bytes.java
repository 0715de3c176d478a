package io.ampsync.runtime.encode;

import java.util.Objects;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.util.MemoryUtil;

/**
 * An Arrow buffer of the batch that is being encoded. Every read is checked against its end, as Arrow does it, but not
 * whether the buffer was released meanwhile: {@link TableEncoder} reads open batches only.
 */
final class Bytes {
    static final Bytes NONE = new Bytes(0, 0);

    /** Up to here a loop over words is faster than a call into the JVM. */
    private static final int SHORT = 128;

    private final long address;
    private final long end;

    private Bytes(long address, long end) {
        this.address = address;
        this.end = end;
    }

    static Bytes of(ArrowBuf buffer) {
        return new Bytes(buffer.memoryAddress(), buffer.capacity());
    }

    byte getByte(long index) {
        return MemoryUtil.getByte(address + Objects.checkIndex(index, end));
    }

    short getShort(long index) {
        return MemoryUtil.getShort(address + Objects.checkFromIndexSize(index, Short.BYTES, end));
    }

    int getInt(long index) {
        return MemoryUtil.getInt(address + Objects.checkFromIndexSize(index, Integer.BYTES, end));
    }

    long getLong(long index) {
        return MemoryUtil.getLong(address + Objects.checkFromIndexSize(index, Long.BYTES, end));
    }

    /** Copies bytes as they are. */
    void copy(long index, byte[] out, int at, int length) {
        long from = address + Objects.checkFromIndexSize(index, length, end);
        if (length > SHORT) {
            MemoryUtil.copyFromMemory(from, out, Objects.checkFromIndexSize(at, length, out.length), length);
            return;
        }
        int last = length - Long.BYTES;
        if (last < 0) {
            for (int i = 0; i < length; i++) {
                out[at + i] = MemoryUtil.getByte(from + i);
            }
            return;
        }
        for (int i = 0; i < last; i += Long.BYTES) {
            BigEndian.copy(out, at + i, MemoryUtil.getLong(from + i));
        }
        // Whatever the length, its last eight bytes end it, though some were copied before.
        BigEndian.copy(out, at + last, MemoryUtil.getLong(from + last));
    }
}
