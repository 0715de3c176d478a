package io.ampsync.simulator.flight;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.Message;
import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.Ledger;
import io.ampsync.simulator.chain.TableDefinition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.UInt4Vector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;

/** Decodes received messages with Arrow's own reader, which refuses what is not laid out right. */
public final class Rows {
    private Rows() {}

    /** Values of an unsigned column. */
    static List<Long> longs(List<Message> messages, String column, BufferAllocator allocator) {
        List<Long> values = new ArrayList<>();
        read(messages, allocator, root -> {
            for (int row = 0; row < root.getRowCount(); row++) {
                values.add(
                        root.getVector(column) instanceof UInt8Vector longs
                                ? longs.get(row)
                                : ((UInt4Vector) root.getVector(column)).getValueAsLong(row));
            }
        });
        return values;
    }

    /** The text of every row. */
    public static List<String> read(List<Message> messages, BufferAllocator allocator) {
        List<String> rows = new ArrayList<>();
        read(messages, allocator, root -> rows.addAll(texts(root)));
        return rows;
    }

    /** Calls the reader with each batch; the first message must be the schema. */
    public static void read(List<Message> messages, BufferAllocator allocator, Consumer<VectorSchemaRoot> batch) {
        try (ArrowStreamReader reader = new ArrowStreamReader(new ByteArrayInputStream(ipc(messages)), allocator)) {
            while (reader.loadNextBatch()) {
                batch.accept(reader.getVectorSchemaRoot());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every row of the canonical chain as the ledger writes it, without the wire in between. */
    static List<String> written(AmpSimulator simulator, String name, BufferAllocator allocator) {
        Ledger ledger = simulator.ledger();
        TableDefinition table = ledger.tables().stream()
                .filter(definition -> definition.name().equals(name))
                .findFirst()
                .orElseThrow();
        try (VectorSchemaRoot root = VectorSchemaRoot.create(table.storage(), allocator)) {
            ChainView view = ledger.view();
            int rows = 0;
            for (long number = 0; number <= view.head().orElseThrow(); number++) {
                rows = view.append(name, number, root, rows);
            }
            root.setRowCount(rows);
            return texts(root);
        }
    }

    /** One text for each row. */
    public static List<String> texts(VectorSchemaRoot root) {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < root.getRowCount(); row++) {
            StringBuilder text = new StringBuilder();
            for (FieldVector vector : root.getFieldVectors()) {
                Object value = vector.getObject(row);
                text.append(vector.getName()).append('=');
                text.append(value instanceof byte[] bytes ? HexFormat.of().formatHex(bytes) : value)
                        .append(' ');
            }
            rows.add(text.toString());
        }
        return rows;
    }

    private static byte[] ipc(List<Message> messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Message message : messages) {
            byte[] header = message.data().getDataHeader().toByteArray();
            int padded = (header.length + 7) / 8 * 8;
            out.writeBytes(ByteBuffer.allocate(8 + padded)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(-1)
                    .putInt(padded)
                    .put(header)
                    .array());
            out.writeBytes(message.data().getDataBody().toByteArray());
        }
        return out.toByteArray();
    }
}
