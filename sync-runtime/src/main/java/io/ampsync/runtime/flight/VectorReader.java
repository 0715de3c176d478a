package io.ampsync.runtime.flight;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseVariableWidthViewVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Puts the buffers of one record batch into fresh vectors. Arrow's own VectorLoader pads a buffer that is too short
 * with zeros, which would turn a damaged message into wrong rows; here it is refused.
 */
final class VectorReader {
    private final BufferAllocator allocator;

    VectorReader(BufferAllocator allocator) {
        this.allocator = allocator;
    }

    VectorSchemaRoot read(List<Field> fields, ArrowRecordBatch batch) throws IOException {
        List<FieldVector> vectors = new ArrayList<>(fields.size());
        try {
            Columns columns = new Columns(batch);
            for (Field field : fields) {
                FieldVector vector = field.createVector(allocator);
                vectors.add(vector);
                columns.load(vector, field);
                if (vector.getValueCount() != batch.getLength()) {
                    throw new IOException("column " + field.getName() + " has " + vector.getValueCount()
                            + " values in a batch of " + batch.getLength() + " rows");
                }
                VectorChecks.check(vector);
            }
            columns.requireAllUsed();
            return new VectorSchemaRoot(fields, vectors, batch.getLength());
        } catch (Throwable e) {
            vectors.forEach(FieldVector::close);
            throw e;
        }
    }

    /** The depth-first sequence in which Arrow lays out nodes and buffers. */
    private static final class Columns {
        private final Iterator<ArrowFieldNode> nodes;
        private final Iterator<ArrowBuf> buffers;
        private final Iterator<Long> variadic;

        Columns(ArrowRecordBatch batch) {
            nodes = batch.getNodes().iterator();
            buffers = batch.getBuffers().iterator();
            variadic = batch.getVariadicBufferCounts().iterator();
        }

        void load(FieldVector vector, Field field) {
            int count = TypeLayout.getTypeBufferCount(field.getType());
            long views = vector instanceof BaseVariableWidthViewVector ? variadic.next() : 0;
            List<ArrowBuf> own = new ArrayList<>(count);
            for (long i = 0; i < count + views; i++) {
                own.add(buffers.next());
            }
            vector.loadFieldBuffers(nodes.next(), own);
            List<FieldVector> children = vector.getChildrenFromFields();
            for (int i = 0; i < field.getChildren().size(); i++) {
                load(children.get(i), field.getChildren().get(i));
            }
        }

        void requireAllUsed() throws IOException {
            if (nodes.hasNext() || buffers.hasNext()) {
                throw new IOException("more buffers than columns");
            }
        }
    }
}
