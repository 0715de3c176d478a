package io.ampsync.runtime.encode;

import java.util.List;
import java.util.function.ObjIntConsumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Small batches by hand: one value column, all rows in block 1 unless said otherwise. */
final class Batches {
    private Batches() {}

    /** A batch of {@code rows} rows with one column that {@code fill} sets row by row. */
    static <V extends FieldVector> VectorSchemaRoot of(
            BufferAllocator allocator, Field field, Class<V> type, int rows, ObjIntConsumer<V> fill) {
        VectorSchemaRoot root = VectorSchemaRoot.create(Types.table(field), allocator);
        V vector = type.cast(root.getVector(1));
        vector.allocateNew();
        for (int row = 0; row < rows; row++) {
            fill.accept(vector, row);
        }
        blocks(root, List.of(), rows);
        return root;
    }

    /** Sets {@code _block_num} to the given blocks, or to 1, and the row count. */
    static void blocks(VectorSchemaRoot root, List<Long> blocks, int rows) {
        UInt8Vector numbers = (UInt8Vector) root.getVector(0);
        for (int row = 0; row < rows; row++) {
            numbers.setSafe(row, blocks.isEmpty() ? 1 : blocks.get(row));
        }
        root.setRowCount(rows);
    }

    /** The payloads of the batch's only user column, in hex. */
    static List<String> payloads(VectorSchemaRoot root, EncodeSettings settings) {
        return encode(root.getSchema(), root, settings).stream()
                .map(List::getLast)
                .toList();
    }

    static List<List<String>> encode(Schema schema, VectorSchemaRoot root, EncodeSettings settings) {
        TableEncoder encoder = TableEncoder.of(schema, settings);
        try (CopyBuffer buffer = new CopyBuffer(new SegmentPool(0))) {
            encoder.startMicrobatch(Rows.range(0, Long.MAX_VALUE));
            encoder.encode(root, buffer);
            return Rows.of(buffer);
        }
    }
}
