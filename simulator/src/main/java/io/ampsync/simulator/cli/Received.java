package io.ampsync.simulator.cli;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;

/** How much a FlightData message carries; what it carries is skipped. */
record Received(long rows, long bytes) {
    private static final int HEADER_FIELD = 2;

    static final MethodDescriptor.Marshaller<Received> MARSHALLER = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(Received message) {
            throw new UnsupportedOperationException("the client only receives");
        }

        @Override
        public Received parse(InputStream stream) {
            try {
                long bytes = stream.available();
                CodedInputStream in = CodedInputStream.newInstance(stream);
                int tag = in.readTag();
                while (WireFormat.getTagFieldNumber(tag) != HEADER_FIELD) {
                    in.skipField(tag);
                    tag = in.readTag();
                }
                return new Received(rows(in.readByteBuffer()), bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    };

    private static long rows(ByteBuffer header) {
        Message message = Message.getRootAsMessage(header);
        return message.headerType() == MessageHeader.RecordBatch
                ? ((RecordBatch) message.header(new RecordBatch())).length()
                : 0;
    }
}
