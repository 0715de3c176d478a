package io.ampsync.runtime.flight;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;

/**
 * Decompresses the LZ4 frame format, which Arrow calls LZ4_FRAME. Of the Java libraries, the fast ones refuse blocks that
 * refer to the block before, which is how Arrow C++ compresses every buffer above 64 KiB, and commons-compress reads
 * byte by byte. Checksums are not verified: the transport has its own. Reads and writes stay inside of both buffers
 * whatever the bytes say.
 *
 * @see <a href="https://github.com/lz4/lz4/blob/dev/doc/lz4_Frame_format.md">LZ4 frame format</a>
 */
final class Lz4Frame {
    private static final int MAGIC = 0x184D2204;
    private static final int VERSION = 0x40;
    private static final int VERSION_MASK = 0xC0;
    private static final int BLOCK_CHECKSUM = 0x10;
    private static final int CONTENT_SIZE = 0x08;
    private static final int CONTENT_CHECKSUM = 0x04;
    private static final int DICTIONARY = 0x01;
    private static final int CHECKSUM_BYTES = 4;
    private static final int MIN_MATCH = 4;
    private static final int WORD = Long.BYTES;

    private final ByteBuffer in;
    private final ByteBuffer out;

    private Lz4Frame(ByteBuffer in, ByteBuffer out) {
        this.in = in;
        this.out = out;
    }

    /**
     * Fills {@code out} with the content of one frame. Both are little-endian.
     *
     * @throws IOException the bytes are no such frame, or its content is not as long as {@code out}
     */
    static void decompress(ByteBuffer in, ByteBuffer out) throws IOException {
        try {
            new Lz4Frame(in, out).frame();
        } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
            throw new IOException("a damaged LZ4 frame", e);
        }
        if (out.hasRemaining()) {
            throw new IOException("an LZ4 frame that is " + out.remaining() + " bytes short");
        }
    }

    private void frame() throws IOException {
        if (in.getInt() != MAGIC) {
            throw new IOException("no LZ4 frame");
        }
        int flags = in.get();
        if ((flags & VERSION_MASK) != VERSION || (flags & DICTIONARY) != 0) {
            throw new IOException("an LZ4 frame of another version, or with a dictionary");
        }
        // The largest block size, then the content size, then the header's checksum.
        skip(1 + ((flags & CONTENT_SIZE) != 0 ? Long.BYTES : 0) + 1);
        for (int size = in.getInt(); size != 0; size = in.getInt()) {
            int length = size & Integer.MAX_VALUE;
            ByteBuffer block = in.slice(in.position(), length);
            if (size < 0) {
                out.put(block);
            } else {
                block(in.position(), in.position() + length);
            }
            skip(length + ((flags & BLOCK_CHECKSUM) != 0 ? CHECKSUM_BYTES : 0));
        }
        skip((flags & CONTENT_CHECKSUM) != 0 ? CHECKSUM_BYTES : 0);
    }

    private void skip(int bytes) {
        in.position(in.position() + bytes);
    }

    /** Sequences of literals and a match, in {@code in[from..end)}; the last has no match. */
    private void block(int from, int end) throws IOException {
        int at = from;
        int to = out.position();
        while (at < end) {
            int token = in.get(at++);
            int literals = token >> 4 & 15;
            if (literals == 15) {
                int more;
                do {
                    more = in.get(at++) & 255;
                    literals += more;
                } while (more == 255);
            }
            if (literals > end - at) {
                throw new IOException("literals beyond an LZ4 block");
            }
            copy(in, at, to, literals);
            at += literals;
            to += literals;
            if (at == end) {
                break;
            }
            int distance = in.getShort(at) & 0xFFFF;
            at += Short.BYTES;
            int length = (token & 15) + MIN_MATCH;
            if ((token & 15) == 15) {
                int more;
                do {
                    more = in.get(at++) & 255;
                    length += more;
                } while (more == 255);
            }
            match(to, distance, length);
            to += length;
        }
        out.position(to);
    }

    private void match(int to, int distance, int length) throws IOException {
        if (distance == 0 || distance > to || length > out.limit() - to) {
            throw new IOException("a match beyond an LZ4 frame");
        }
        if (distance >= WORD) {
            if (distance >= length) {
                copy(out, to - distance, to, length);
                return;
            }
            int copied = 0;
            for (; copied + WORD <= length; copied += WORD) {
                out.putLong(to + copied, out.getLong(to - distance + copied));
            }
            bytes(to, distance, copied, length);
        } else {
            bytes(to, distance, 0, length);
        }
    }

    private void bytes(int to, int distance, int from, int length) {
        for (int i = from; i < length; i++) {
            out.put(to + i, out.get(to - distance + i));
        }
    }

    /** Most pieces are short: two words beat the set-up of a copy in bulk. What is written too far is written again. */
    private void copy(ByteBuffer source, int from, int to, int length) {
        if (length <= 2 * WORD && from + 2 * WORD <= source.limit() && to + 2 * WORD <= out.limit()) {
            long first = source.getLong(from);
            long second = source.getLong(from + WORD);
            out.putLong(to, first);
            out.putLong(to + WORD, second);
        } else {
            out.put(to, source, from, length);
        }
    }
}
