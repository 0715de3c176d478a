package io.ampsync.runtime.flight;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.HasByteBuffer;
import io.grpc.KnownLength;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Reads a FlightData off the transport's buffers. The body goes straight into Arrow memory; generated protobuf classes
 * would first build it on the heap. Unknown members are skipped, as protobuf promises.
 */
final class FlightMessageReader {
    private static final int COPY_BYTES = 64 * 1024;

    private final BufferAllocator allocator;
    private final int maxBytes;

    FlightMessageReader(BufferAllocator allocator, int maxBytes) {
        this.allocator = allocator;
        this.maxBytes = maxBytes;
    }

    /** @throws IOException the bytes are no FlightData; nothing is held on to then */
    FlightMessage read(InputStream in) throws IOException {
        long size = in instanceof KnownLength ? in.available() : 0;
        ByteBuffer header = ByteBuffer.allocate(0);
        ByteBuffer metadata = ByteBuffer.allocate(0);
        ArrowBuf body = null;
        try {
            int first;
            while ((first = in.read()) >= 0) {
                int tag = CodedInputStream.readRawVarint32(first, in);
                int field = WireFormat.getTagFieldNumber(tag);
                boolean bytes = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
                if (bytes && field == FlightData.DATA_HEADER_FIELD_NUMBER) {
                    header = heap(in);
                } else if (bytes && field == FlightData.APP_METADATA_FIELD_NUMBER) {
                    metadata = heap(in);
                } else if (bytes && field == FlightData.DATA_BODY_FIELD_NUMBER) {
                    release(body);
                    body = null;
                    body = direct(in);
                } else {
                    skip(in, WireFormat.getTagWireType(tag));
                }
            }
            long held = header.remaining() + metadata.remaining() + (body == null ? 0 : body.capacity());
            FlightMessage message = new FlightMessage(header, metadata, body, Math.max(size, held));
            body = null;
            return message;
        } finally {
            release(body);
        }
    }

    private ByteBuffer heap(InputStream in) throws IOException {
        int length = length(in);
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("a member ends after " + bytes.length + " of " + length + " bytes");
        }
        return ByteBuffer.wrap(bytes);
    }

    private ArrowBuf direct(InputStream in) throws IOException {
        int length = length(in);
        ArrowBuf body = allocator.buffer(length);
        try {
            fill(body, length, in);
            // An allocation is rounded up; only as a slice does its end guard against reading what never came.
            return body.slice(0, length);
        } catch (Throwable e) {
            body.close();
            throw e;
        }
    }

    private static void fill(ArrowBuf body, int length, InputStream in) throws IOException {
        boolean views = in instanceof HasByteBuffer buffers && buffers.byteBufferSupported();
        int at = 0;
        while (at < length) {
            ByteBuffer view = views ? ((HasByteBuffer) in).getByteBuffer() : null;
            if (view == null || !view.hasRemaining()) {
                byte[] bytes = in.readNBytes(Math.min(length - at, COPY_BYTES));
                if (bytes.length == 0) {
                    throw new EOFException("the body ends after " + at + " of " + length + " bytes");
                }
                body.setBytes(at, bytes);
                at += bytes.length;
            } else {
                int count = Math.min(view.remaining(), length - at);
                body.setBytes(at, view.slice(view.position(), count));
                in.skipNBytes(count);
                at += count;
            }
        }
        body.writerIndex(length);
    }

    /** A length that lies must not make us allocate for it. */
    private int length(InputStream in) throws IOException {
        int length = varint(in);
        if (length < 0 || length > maxBytes || (in instanceof KnownLength && length > in.available())) {
            throw new EOFException("a member claims " + Integer.toUnsignedString(length) + " bytes");
        }
        return length;
    }

    private static int varint(InputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            throw new EOFException("a member has no length");
        }
        return CodedInputStream.readRawVarint32(first, in);
    }

    private void skip(InputStream in, int wireType) throws IOException {
        switch (wireType) {
            case WireFormat.WIRETYPE_VARINT -> {
                int next;
                do {
                    next = in.read();
                } while (next >= 0x80);
            }
            case WireFormat.WIRETYPE_FIXED64 -> in.skipNBytes(8);
            case WireFormat.WIRETYPE_FIXED32 -> in.skipNBytes(4);
            case WireFormat.WIRETYPE_LENGTH_DELIMITED -> in.skipNBytes(length(in));
            default -> throw new IOException("wire type " + wireType);
        }
    }

    private static void release(@Nullable ArrowBuf body) {
        if (body != null) {
            body.close();
        }
    }
}
