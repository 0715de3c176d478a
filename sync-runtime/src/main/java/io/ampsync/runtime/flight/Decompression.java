package io.ampsync.runtime.flight;

import com.github.luben.zstd.Zstd;
import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.util.LargeMemoryUtil;
import org.apache.arrow.vector.compression.NoCompressionCodec;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;

/**
 * Bodies compressed with LZ4_FRAME or ZSTD. Every buffer begins with the length of its content, -1 if it is not
 * compressed (Arrow columnar format, "Compression"). What a batch claims to contain is added up before any of it is
 * allocated.
 */
final class Decompression {
    private static final long PREFIX = Long.BYTES;
    private static final long NOT_COMPRESSED = -1;

    private final BufferAllocator allocator;
    private final long maxBytes;

    /** @param maxBytes of the buffers of one batch, decompressed */
    Decompression(BufferAllocator allocator, long maxBytes) {
        this.allocator = allocator;
        this.maxBytes = maxBytes;
    }

    /**
     * Takes over {@code batch} and returns one without compression.
     *
     * @throws SyncException {@link Reason#BATCH_INVALID} for a codec that Arrow does not define, or a batch that is too
     *     large when decompressed
     */
    ArrowRecordBatch plain(ArrowRecordBatch batch, byte codec) throws IOException {
        try (batch) {
            if (codec != CompressionType.LZ4_FRAME && codec != CompressionType.ZSTD) {
                throw new SyncException(
                        Reason.BATCH_INVALID,
                        "The source compresses record batches with the unknown codec " + codec + ".");
            }
            requireWithinLimit(batch.getBuffers());
            List<ArrowBuf> plain = new ArrayList<>(batch.getBuffers().size());
            try {
                for (ArrowBuf buffer : batch.getBuffers()) {
                    plain.add(plain(buffer, codec));
                }
                return new ArrowRecordBatch(
                        batch.getLength(),
                        batch.getNodes(),
                        plain,
                        NoCompressionCodec.DEFAULT_BODY_COMPRESSION,
                        batch.getVariadicBufferCounts(),
                        true);
            } finally {
                plain.forEach(ArrowBuf::close);
            }
        }
    }

    private void requireWithinLimit(List<ArrowBuf> buffers) throws IOException {
        long total = 0;
        for (ArrowBuf buffer : buffers) {
            if (buffer.capacity() == 0) {
                continue;
            }
            if (buffer.capacity() < PREFIX) {
                throw new IOException("a compressed buffer of " + buffer.capacity() + " bytes");
            }
            long length = buffer.getLong(0);
            if (length < NOT_COMPRESSED) {
                throw new IOException("a compressed buffer with a content of " + length + " bytes");
            }
            total += length == NOT_COMPRESSED ? 0 : Math.min(length, maxBytes + 1);
        }
        if (total > maxBytes) {
            throw new SyncException(
                    Reason.BATCH_INVALID,
                    "A compressed record batch claims more than " + (maxBytes >> 20)
                            + " MiB of content, the largest message to receive.");
        }
    }

    /** The caller closes what this returns. */
    private ArrowBuf plain(ArrowBuf buffer, byte codec) throws IOException {
        if (buffer.capacity() == 0 || buffer.getLong(0) == NOT_COMPRESSED) {
            long prefix = Math.min(PREFIX, buffer.capacity());
            buffer.getReferenceManager().retain();
            return buffer.slice(prefix, buffer.capacity() - prefix);
        }
        int length = LargeMemoryUtil.checkedCastToInt(buffer.getLong(0));
        ArrowBuf content = allocator.buffer(length);
        try {
            ByteBuffer in = view(buffer, PREFIX, buffer.capacity() - PREFIX);
            ByteBuffer out = view(content, 0, length);
            if (codec == CompressionType.ZSTD) {
                zstd(in, out);
            } else {
                Lz4Frame.decompress(in, out);
            }
            content.writerIndex(length);
            return content.slice(0, length);
        } catch (Throwable e) {
            content.close();
            throw e;
        }
    }

    private static ByteBuffer view(ArrowBuf buffer, long at, long length) {
        return buffer.nioBuffer(at, LargeMemoryUtil.checkedCastToInt(length)).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void zstd(ByteBuffer in, ByteBuffer out) throws IOException {
        long written = Zstd.decompressDirectByteBuffer(
                out, out.position(), out.remaining(), in, in.position(), in.remaining());
        if (Zstd.isError(written) || written != out.remaining()) {
            throw new IOException("a ZSTD buffer: "
                    + (Zstd.isError(written)
                            ? Zstd.getErrorName(written)
                            : written + " of " + out.remaining() + " bytes"));
        }
    }
}
