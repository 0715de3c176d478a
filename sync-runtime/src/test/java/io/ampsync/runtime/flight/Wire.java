package io.ampsync.runtime.flight;

import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.flight.impl.Flight.FlightEndpoint;
import org.apache.arrow.flight.impl.Flight.FlightInfo;
import org.apache.arrow.flight.impl.Flight.Ticket;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Messages as a server sends them, for tests. */
public final class Wire {
    public static final Schema ROWS = new Schema(List.of(
            Field.notNullable("_block_num", new ArrowType.Int(64, false)),
            Field.nullable("payload", new ArrowType.Binary())));

    private Wire() {}

    public static FlightInfo info(Schema schema) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            MessageSerializer.serialize(new WriteChannel(Channels.newChannel(bytes)), schema);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return FlightInfo.newBuilder()
                .setSchema(ByteString.copyFrom(bytes.toByteArray()))
                .addEndpoint(FlightEndpoint.newBuilder()
                        .setTicket(Ticket.newBuilder().setTicket(ByteString.copyFromUtf8("ticket"))))
                .setTotalRecords(-1)
                .setTotalBytes(-1)
                .build();
    }

    public static FlightData schema(Schema schema) {
        ByteBuffer header = MessageSerializer.serializeMetadata(schema, IpcOption.DEFAULT);
        return FlightData.newBuilder()
                .setDataHeader(ByteString.copyFrom(header))
                .build();
    }

    /** One row per block number, each with {@code payload} zero bytes. */
    public static FlightData rows(BufferAllocator allocator, String metadata, int payload, long... blocks) {
        try (VectorSchemaRoot root = VectorSchemaRoot.create(ROWS, allocator)) {
            UInt8Vector numbers = (UInt8Vector) root.getVector(0);
            VarBinaryVector payloads = (VarBinaryVector) root.getVector(1);
            for (int i = 0; i < blocks.length; i++) {
                numbers.setSafe(i, blocks[i]);
                payloads.setSafe(i, new byte[payload]);
            }
            root.setRowCount(blocks.length);
            return batch(root, metadata);
        }
    }

    /** A row with so large a payload, built without memory of the receiver's allocator. */
    public static FlightData batchOfSize(String metadata, int payload) {
        try (RootAllocator own = new RootAllocator()) {
            return rows(own, metadata, payload, 0);
        }
    }

    /** A batch without rows and, like the real server's, without a body. */
    public static FlightData empty(Schema schema, BufferAllocator allocator, String metadata) {
        try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
                ArrowRecordBatch unloaded = new VectorUnloader(root).getRecordBatch();
                ArrowRecordBatch bare = new ArrowRecordBatch(
                        0,
                        unloaded.getNodes(),
                        unloaded.getBuffers().stream()
                                .map(any -> allocator.getEmpty())
                                .collect(Collectors.toList()))) {
            return message(bare, metadata).toBuilder().clearDataBody().build();
        }
    }

    public static FlightData batch(VectorSchemaRoot root, String metadata) {
        try (ArrowRecordBatch batch = new VectorUnloader(root).getRecordBatch()) {
            return message(batch, metadata);
        }
    }

    static FlightData message(ArrowRecordBatch batch, String metadata) {
        return message(MessageSerializer.serializeMetadata(batch, IpcOption.DEFAULT), body(batch), metadata);
    }

    static FlightData dictionary(ArrowDictionaryBatch batch) {
        return message(MessageSerializer.serializeMetadata(batch, IpcOption.DEFAULT), body(batch.getDictionary()), "");
    }

    private static FlightData message(ByteBuffer header, byte[] body, String metadata) {
        return FlightData.newBuilder()
                .setDataHeader(ByteString.copyFrom(header))
                .setAppMetadata(ByteString.copyFrom(metadata, StandardCharsets.UTF_8))
                .setDataBody(ByteString.copyFrom(body))
                .build();
    }

    private static byte[] body(ArrowRecordBatch batch) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            MessageSerializer.writeBatchBuffers(new WriteChannel(Channels.newChannel(bytes)), batch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    static String hash(int fill) {
        return "0x" + String.format("%02x", fill).repeat(32);
    }

    public static String metadata(long start, long end, boolean complete) {
        return """
                {"ranges":[{"hash":"%s","network":"mainnet","numbers":{"end":%d,"start":%d},\
                "prev_hash":"%s","timestamp":1438270016}],"ranges_complete":%b}""".formatted(hash((int) end + 1), end, start, hash((int) start), complete);
    }
}
