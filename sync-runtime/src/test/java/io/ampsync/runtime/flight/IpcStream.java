package io.ampsync.runtime.flight;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** A stream in Arrow's IPC format, from a file of another Arrow library, through the decoder of Flight messages. */
public final class IpcStream {
    private static final int CONTINUATION = -1;
    private static final long LIMIT = 64 << 20;

    private final List<byte[]> headers = new ArrayList<>();
    private final List<byte[]> bodies = new ArrayList<>();

    public IpcStream(InputStream in) throws IOException {
        while (true) {
            byte[] prefix = in.readNBytes(8);
            ByteBuffer lengths = ByteBuffer.wrap(prefix).order(ByteOrder.LITTLE_ENDIAN);
            if (prefix.length < 8 || lengths.getInt() != CONTINUATION || lengths.getInt(4) == 0) {
                return;
            }
            byte[] header = in.readNBytes(lengths.getInt(4));
            headers.add(header);
            long length = Message.getRootAsMessage(ByteBuffer.wrap(header)).bodyLength();
            bodies.add(in.readNBytes(Math.toIntExact(length)));
        }
    }

    /** As GetFlightInfo would announce it. */
    public Schema schema() throws IOException {
        return Schemas.byValue(Schemas.bare(ByteBuffer.wrap(headers.getFirst())));
    }

    /** Hands out every record batch and closes it afterwards. */
    public void forEachBatch(BufferAllocator allocator, Consumer<VectorSchemaRoot> consumer) throws IOException {
        try (BatchDecoder decoder = new BatchDecoder(schema(), false, allocator, LIMIT)) {
            for (int i = 0; i < headers.size(); i++) {
                decoder.decode(message(allocator, headers.get(i), bodies.get(i)))
                        .ifPresent(batch -> {
                            try (VectorSchemaRoot rows = batch.rows()) {
                                consumer.accept(rows);
                            }
                        });
            }
        }
    }

    private static FlightMessage message(BufferAllocator allocator, byte[] header, byte[] body) {
        ArrowBuf buffer = allocator.buffer(body.length);
        buffer.setBytes(0, body);
        return new FlightMessage(
                ByteBuffer.wrap(header), ByteBuffer.allocate(0), buffer.slice(0, body.length), body.length);
    }
}
