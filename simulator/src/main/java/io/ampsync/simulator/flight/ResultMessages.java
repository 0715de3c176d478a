package io.ampsync.simulator.flight;

import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.query.Plan;
import io.ampsync.simulator.table.Dictionaries;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Schema;

/** Turns the parts of a result into messages: schema, slices of record batches, empty batches. */
final class ResultMessages {
    private final Outgoing outgoing;
    private final byte[] schema;
    private final byte[] empty;
    private final boolean dictionary;
    private final boolean sliced;
    private final BufferAllocator allocator;
    private boolean schemaSent;

    ResultMessages(Outgoing outgoing, Plan plan, BufferAllocator allocator) {
        this.outgoing = outgoing;
        schema = SchemaMessage.header(plan.schema());
        empty = emptyHeader(plan.schema(), allocator);
        dictionary = plan.schema().getFields().stream().anyMatch(field -> field.getDictionary() != null);
        sliced = TableDefinition.canBeSliced(plan.schema());
        this.allocator = allocator;
    }

    /** Sends the schema unless it was sent before. */
    void schema() throws CallEnded, InterruptedException {
        if (!schemaSent) {
            outgoing.send(new WireMessage(schema, AppMetadata.NONE, List.of()));
            schemaSent = true;
            if (dictionary) {
                sendDictionary();
            }
        }
    }

    /** A batch without rows that completes nothing: a keep-alive, or a result without rows. */
    void empty(byte[] metadata) throws CallEnded, InterruptedException {
        outgoing.send(new WireMessage(empty, metadata, List.of()));
    }

    /** The batch that closes a microbatch or a result. */
    void complete(byte[] metadata) throws CallEnded, InterruptedException {
        outgoing.complete(new WireMessage(empty, metadata, List.of()));
    }

    /** As many messages as the server's slicing rule makes of the rows (amp-protocol 1.5), all with one metadata. */
    void rows(VectorSchemaRoot rows, byte[] metadata, int messageBytes) throws CallEnded, InterruptedException {
        try (ArrowRecordBatch whole = new VectorUnloader(rows, true, false).getRecordBatch()) {
            long slices = Math.ceilDiv(RecordBatchMessage.bodyBytes(whole.getBuffers()), messageBytes);
            int rowsPerSlice = (int) Math.max(1, rows.getRowCount() / Math.max(1, slices));
            if (!sliced || rowsPerSlice >= rows.getRowCount()) {
                send(whole, metadata);
                return;
            }
            for (int at = 0; at < rows.getRowCount(); at += rowsPerSlice) {
                int count = Math.min(rowsPerSlice, rows.getRowCount() - at);
                try (VectorSchemaRoot slice = rows.slice(at, count);
                        ArrowRecordBatch part = new VectorUnloader(slice, true, false).getRecordBatch()) {
                    send(part, metadata);
                }
            }
        }
    }

    private void send(ArrowRecordBatch batch, byte[] metadata) throws CallEnded, InterruptedException {
        List<Long> variadic = batch.getVariadicBufferCounts();
        byte[] header = RecordBatchMessage.header(
                batch.getLength(), batch.getNodes(), sizes(batch), variadic == null ? List.of() : variadic);
        outgoing.send(new WireMessage(header, metadata, batch.getBuffers()));
    }

    private void sendDictionary() throws CallEnded, InterruptedException {
        try (VarCharVector values = new VarCharVector("values", allocator)) {
            List<String> texts = Dictionaries.values();
            for (int i = 0; i < texts.size(); i++) {
                values.setSafe(i, texts.get(i).getBytes(StandardCharsets.UTF_8));
            }
            values.setValueCount(texts.size());
            VectorSchemaRoot root = VectorSchemaRoot.of(values);
            try (ArrowRecordBatch batch = new VectorUnloader(root, true, false).getRecordBatch()) {
                byte[] header = RecordBatchMessage.dictionaryHeader(
                        Dictionaries.ID, batch.getLength(), batch.getNodes(), sizes(batch));
                outgoing.send(new WireMessage(header, AppMetadata.NONE, batch.getBuffers()));
            }
        }
    }

    private static long[] sizes(ArrowRecordBatch batch) {
        return batch.getBuffers().stream().mapToLong(ArrowBuf::readableBytes).toArray();
    }

    private static byte[] emptyHeader(Schema schema, BufferAllocator allocator) {
        try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
                ArrowRecordBatch batch = new VectorUnloader(root, true, false).getRecordBatch()) {
            List<ArrowFieldNode> nodes = new ArrayList<>();
            batch.getNodes().forEach(_ -> nodes.add(new ArrowFieldNode(0, 0)));
            List<Long> variadic = batch.getVariadicBufferCounts();
            return RecordBatchMessage.header(
                    0, nodes, new long[batch.getBuffers().size()], variadic == null ? List.of() : variadic);
        }
    }
}
