package io.ampsync.simulator.flight;

import com.google.flatbuffers.FlatBufferBuilder;
import java.util.List;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;

/**
 * A record batch message in the server's layout: every buffer starts on 64 bytes of the body, and the body ends on 64.
 * Without rows all buffers are empty and there is no body.
 */
final class RecordBatchMessage {
    private static final int ALIGNMENT = 64;

    private RecordBatchMessage() {}

    /** Size of the body that holds these buffers. */
    static long bodyBytes(List<ArrowBuf> buffers) {
        return buffers.stream()
                .mapToLong(buffer -> padded(buffer.readableBytes()))
                .sum();
    }

    static long padded(long bytes) {
        return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    }

    static byte[] header(int rows, List<ArrowFieldNode> nodes, long[] bufferBytes, List<Long> variadicCounts) {
        FlatBufferBuilder builder = new FlatBufferBuilder();
        return SchemaMessage.message(
                builder,
                MessageHeader.RecordBatch,
                batch(builder, rows, nodes, bufferBytes, variadicCounts),
                bodyBytes(bufferBytes));
    }

    static long bodyBytes(long[] bufferBytes) {
        long total = 0;
        for (long bytes : bufferBytes) {
            total += padded(bytes);
        }
        return total;
    }

    /** The message that carries the values of a dictionary. */
    static byte[] dictionaryHeader(long id, int rows, List<ArrowFieldNode> nodes, long[] bufferBytes) {
        FlatBufferBuilder builder = new FlatBufferBuilder();
        int data = batch(builder, rows, nodes, bufferBytes, List.of());
        DictionaryBatch.startDictionaryBatch(builder);
        DictionaryBatch.addId(builder, id);
        DictionaryBatch.addData(builder, data);
        return SchemaMessage.message(
                builder,
                MessageHeader.DictionaryBatch,
                DictionaryBatch.endDictionaryBatch(builder),
                bodyBytes(bufferBytes));
    }

    private static int batch(
            FlatBufferBuilder builder,
            int rows,
            List<ArrowFieldNode> nodes,
            long[] bufferBytes,
            List<Long> variadicCounts) {
        RecordBatch.startBuffersVector(builder, bufferBytes.length);
        long end = bodyBytes(bufferBytes);
        for (int i = bufferBytes.length - 1; i >= 0; i--) {
            end -= padded(bufferBytes[i]);
            org.apache.arrow.flatbuf.Buffer.createBuffer(builder, end, bufferBytes[i]);
        }
        int buffers = builder.endVector();
        RecordBatch.startNodesVector(builder, nodes.size());
        for (ArrowFieldNode node : nodes.reversed()) {
            node.writeTo(builder);
        }
        int nodeVector = builder.endVector();
        int variadic = variadicCounts.isEmpty()
                ? 0
                : RecordBatch.createVariadicBufferCountsVector(
                        builder,
                        variadicCounts.stream().mapToLong(Long::longValue).toArray());
        RecordBatch.startRecordBatch(builder);
        RecordBatch.addLength(builder, rows);
        RecordBatch.addNodes(builder, nodeVector);
        RecordBatch.addBuffers(builder, buffers);
        if (variadic != 0) {
            RecordBatch.addVariadicBufferCounts(builder, variadic);
        }
        return RecordBatch.endRecordBatch(builder);
    }
}
