package io.ampsync.simulator.flight;

import com.google.protobuf.CodedOutputStream;
import io.grpc.Drainable;
import io.grpc.KnownLength;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;

/**
 * One FlightData message. Members that are empty are absent, as on the real wire (amp-protocol 16.2). The body is read
 * from its buffers when gRPC frames the message, which it does before {@code sendMessage} returns.
 */
final class WireMessage {
    private static final int HEADER_FIELD = 2;
    private static final int METADATA_FIELD = 3;
    private static final int BODY_FIELD = 1000;
    private static final int CHUNK = 64 * 1024;
    private static final byte[] PADDING = new byte[64];

    /** The response marshaller of DoGet. */
    static final MethodDescriptor.Marshaller<WireMessage> MARSHALLER = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(WireMessage message) {
            return new Encoded(message);
        }

        @Override
        public WireMessage parse(InputStream stream) {
            throw new UnsupportedOperationException("the server only sends");
        }
    };

    private final byte[] header;
    private final byte[] metadata;
    private final List<ArrowBuf> body;

    /**
     * @param metadata {@code app_metadata}; empty for schema and dictionary messages
     * @param body buffers in wire order, each padded to 64 bytes
     */
    WireMessage(byte[] header, byte[] metadata, List<ArrowBuf> body) {
        this.header = header;
        this.metadata = metadata;
        this.body = body;
    }

    private byte[] prefix(long bodyBytes) {
        try {
            int size = fieldSize(HEADER_FIELD, header)
                    + fieldSize(METADATA_FIELD, metadata)
                    + (bodyBytes == 0
                            ? 0
                            : CodedOutputStream.computeTagSize(BODY_FIELD)
                                    + CodedOutputStream.computeUInt64SizeNoTag(bodyBytes));
            byte[] bytes = new byte[size];
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeByteArray(HEADER_FIELD, header);
            if (metadata.length > 0) {
                out.writeByteArray(METADATA_FIELD, metadata);
            }
            if (bodyBytes > 0) {
                out.writeTag(BODY_FIELD, 2);
                out.writeUInt64NoTag(bodyBytes);
            }
            out.checkNoSpaceLeft();
            return bytes;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int fieldSize(int field, byte[] value) {
        return value.length == 0 ? 0 : CodedOutputStream.computeByteArraySize(field, value);
    }

    private static final class Encoded extends InputStream implements Drainable, KnownLength {
        private final byte[] prefix;
        private final List<ArrowBuf> body;
        private final int length;

        private Encoded(WireMessage message) {
            long bodyBytes = RecordBatchMessage.bodyBytes(message.body);
            prefix = message.prefix(bodyBytes);
            body = message.body;
            length = Math.toIntExact(prefix.length + bodyBytes);
        }

        @Override
        public int drainTo(OutputStream target) throws IOException {
            target.write(prefix);
            byte[] chunk = new byte[CHUNK];
            for (ArrowBuf buffer : body) {
                long size = buffer.readableBytes();
                for (long at = 0; at < size; at += CHUNK) {
                    int bytes = (int) Math.min(CHUNK, size - at);
                    buffer.getBytes(buffer.readerIndex() + at, chunk, 0, bytes);
                    target.write(chunk, 0, bytes);
                }
                target.write(PADDING, 0, (int) (RecordBatchMessage.padded(size) - size));
            }
            return length;
        }

        @Override
        public int available() {
            return length;
        }

        @Override
        public int read() throws IOException {
            throw new IOException("a message is drained, not read");
        }

        @Override
        public int read(byte[] target, int offset, int count) throws IOException {
            return read();
        }
    }
}
