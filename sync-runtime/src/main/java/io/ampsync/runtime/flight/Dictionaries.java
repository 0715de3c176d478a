package io.ampsync.runtime.flight;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.DictionaryUtility;
import org.apache.arrow.vector.util.TransferPair;
import org.apache.arrow.vector.util.VectorBatchAppender;

/** The dictionaries of one DoGet, and columns with their values in place of indices. */
final class Dictionaries implements AutoCloseable {
    private final BufferAllocator allocator;
    private final VectorReader reader;
    private final List<Field> stored;
    private final List<Field> values;
    private final Map<Long, FieldVector> byId = new HashMap<>();

    /** @param wire the schema as it came, dictionary columns with the types of their values */
    Dictionaries(Schema wire, BufferAllocator allocator) throws IOException {
        this.allocator = allocator;
        reader = new VectorReader(allocator);
        values = Schemas.byValue(wire).getFields();
        Map<Long, Dictionary> declared = new HashMap<>();
        stored = wire.getFields().stream()
                .map(field -> DictionaryUtility.toMemoryFormat(StoredTypes.stored(field), allocator, declared))
                .toList();
        declared.forEach((id, dictionary) -> byId.put(id, dictionary.getVector()));
        for (FieldVector dictionary : byId.values()) {
            if (usesDictionary(dictionary.getField())) {
                throw new IOException("a dictionary within a dictionary is not supported");
            }
        }
    }

    /** The columns as a record batch carries them, indices included. */
    List<Field> stored() {
        return stored;
    }

    /** @param delta the values go behind those already known instead of replacing them */
    void load(long id, boolean delta, ArrowRecordBatch batch) throws IOException {
        FieldVector known = byId.get(id);
        if (known == null) {
            throw new IOException("no column uses dictionary " + id);
        }
        try (VectorSchemaRoot root = reader.read(List.of(known.getField()), batch)) {
            FieldVector arrived = root.getVector(0);
            if (delta) {
                VectorBatchAppender.batchAppend(known, arrived);
            } else {
                known.clear();
                arrived.makeTransferPair(known).transfer();
            }
        }
    }

    /** Takes over {@code root} and gives it back with every column by value. */
    VectorSchemaRoot byValue(VectorSchemaRoot root) throws IOException {
        if (byId.isEmpty()) {
            return new VectorSchemaRoot(values, root.getFieldVectors(), root.getRowCount());
        }
        List<FieldVector> vectors = new ArrayList<>(root.getFieldVectors());
        try {
            for (int i = 0; i < vectors.size(); i++) {
                vectors.set(i, byValue(vectors.get(i), values.get(i)));
            }
            return new VectorSchemaRoot(values, vectors, root.getRowCount());
        } catch (Throwable e) {
            vectors.forEach(FieldVector::close);
            throw e;
        }
    }

    /** Closes {@code vector} unless it is what it returns. */
    private FieldVector byValue(FieldVector vector, Field field) throws IOException {
        FieldVector values = vector.getField().getDictionary() != null
                ? lookUp((BaseIntVector) vector, field)
                : usesDictionary(vector.getField()) ? transplant(vector, field) : vector;
        if (values != vector) {
            vector.close();
        }
        return values;
    }

    private FieldVector lookUp(BaseIntVector indices, Field field) throws IOException {
        FieldVector dictionary = Objects.requireNonNull(
                byId.get(indices.getField().getDictionary().getId()));
        int rows = indices.getValueCount();
        FieldVector target = StoredTypes.stored(field).createVector(allocator);
        try {
            TransferPair copy = dictionary.makeTransferPair(target);
            target.setInitialCapacity(rows);
            target.allocateNew();
            for (int row = 0; row < rows; row++) {
                if (!indices.isNull(row)) {
                    long index = indices.getValueAsLong(row);
                    if (index < 0 || index >= dictionary.getValueCount()) {
                        throw new IOException("index " + index + " into a dictionary of " + dictionary.getValueCount());
                    }
                    copy.copyValueSafe((int) index, row);
                }
            }
            target.setValueCount(rows);
            return target;
        } catch (Throwable e) {
            target.close();
            throw e;
        }
    }

    /** A list or struct around a dictionary column: its own buffers as they are, the children by value. */
    private FieldVector transplant(FieldVector vector, Field field) throws IOException {
        FieldVector target = StoredTypes.stored(field).createVector(allocator);
        try {
            target.loadFieldBuffers(
                    new ArrowFieldNode(vector.getValueCount(), vector.getNullCount()), vector.getFieldBuffers());
            for (int i = 0; i < field.getChildren().size(); i++) {
                try (FieldVector child = byValue(
                        vector.getChildrenFromFields().get(i),
                        field.getChildren().get(i))) {
                    child.makeTransferPair(target.getChildrenFromFields().get(i))
                            .transfer();
                }
            }
            return target;
        } catch (Throwable e) {
            target.close();
            throw e;
        }
    }

    private static boolean usesDictionary(Field field) {
        return field.getDictionary() != null || field.getChildren().stream().anyMatch(Dictionaries::usesDictionary);
    }

    @Override
    public void close() {
        byId.values().forEach(FieldVector::close);
    }
}
