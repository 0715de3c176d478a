package io.ampsync.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BatchDecoder.Decoded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.UInt1Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.ipc.message.ArrowDictionaryBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DictionariesTest {
    private static final ArrowType.Int BYTE = new ArrowType.Int(8, false);
    private static final DictionaryEncoding ENCODING = new DictionaryEncoding(5, false, BYTE);
    private static final Field KIND = new Field("kind", new FieldType(true, new ArrowType.Utf8(), ENCODING), null);
    private static final Field KINDS = new Field(
            "kinds",
            FieldType.nullable(new ArrowType.List()),
            List.of(new Field("item", new FieldType(true, new ArrowType.Utf8(), ENCODING), null)));
    /** As it is on the wire: types of values, with an encoding beside them. */
    private static final Schema WIRE =
            new Schema(List.of(Field.nullable("n", new ArrowType.Int(32, true)), KIND, KINDS));

    private final RootAllocator allocator = new RootAllocator();
    private final BatchDecoder decoder = new BatchDecoder(Schemas.byValue(WIRE), false, allocator, 1 << 26);

    @AfterEach
    void nothingIsLeftInArrowMemory() {
        decoder.close();
        assertThat(allocator.getAllocatedMemory()).isZero();
        allocator.close();
    }

    @Test
    void theSchemaOfAReaderHasTheTypesOfValues() {
        Schema byValue = Schemas.byValue(WIRE);

        assertThat(byValue.findField("kind")).isEqualTo(Field.nullable("kind", new ArrowType.Utf8()));
        assertThat(byValue.findField("kinds").getChildren().get(0).getDictionary())
                .isNull();
    }

    @Test
    @DisplayName("78: dictionary columns come by value, nested in lists too")
    void columnsComeByValue() throws IOException {
        decode(Wire.schema(WIRE));
        decode(dictionary(false, "transfer", null, "approval"));

        assertThat(kinds(rows(0, null, 2, 1))).containsExactly("transfer", null, "approval", null);
        assertThat(kinds(rows())).isEmpty();
    }

    @Test
    void aDeltaGoesBehindAndAReplacementReplaces() throws IOException {
        decode(Wire.schema(WIRE));
        decode(dictionary(false, "a"));
        decode(dictionary(true, "b"));
        assertThat(kinds(rows(0, 1))).containsExactly("a", "b");

        decode(dictionary(false, "c"));
        assertThat(kinds(rows(0))).containsExactly("c");
    }

    @Test
    void anIndexWithoutValueIsRefused() throws IOException {
        decode(Wire.schema(WIRE));
        FlightData rows = rows(200);
        assertThatThrownBy(() -> decode(rows))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("index 200 into a dictionary of 0");
    }

    @Test
    void aDictionaryThatNoColumnUsesIsRefused() throws IOException {
        decode(Wire.schema(WIRE));
        FlightData stray = dictionary(6, false, "a");
        assertThatThrownBy(() -> decode(stray))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining("no column uses dictionary 6");
    }

    /** The values of column {@code kind}, checked to be those of the list column as well. */
    private List<@Nullable String> kinds(FlightData rows) throws IOException {
        Decoded decoded = decode(rows).orElseThrow();
        try (VectorSchemaRoot root = decoded.rows()) {
            assertThat(root.getSchema()).isEqualTo(Schemas.byValue(WIRE));
            VarCharVector kind = (VarCharVector) root.getVector("kind");
            ListVector kinds = (ListVector) root.getVector("kinds");
            List<@Nullable String> values = IntStream.range(0, root.getRowCount())
                    .<@Nullable String>mapToObj(
                            row -> kind.isNull(row) ? null : new String(kind.get(row), StandardCharsets.UTF_8))
                    .toList();
            for (int row = 0; row < values.size(); row++) {
                assertThat(String.valueOf(kinds.getObject(row).get(0))).isEqualTo(String.valueOf(values.get(row)));
            }
            return values;
        }
    }

    /** Rows whose indices in both columns are these. */
    private FlightData rows(@Nullable Integer... indices) {
        Field index = Field.nullable("kind", BYTE);
        Field list =
                new Field("kinds", FieldType.nullable(new ArrowType.List()), List.of(Field.nullable("item", BYTE)));
        try (VectorSchemaRoot root =
                VectorSchemaRoot.create(new Schema(List.of(WIRE.getFields().get(0), index, list)), allocator)) {
            UInt1Vector kind = (UInt1Vector) root.getVector(1);
            ListVector kinds = (ListVector) root.getVector(2);
            UInt1Vector items = (UInt1Vector) kinds.getDataVector();
            for (int row = 0; row < indices.length; row++) {
                ((IntVector) root.getVector(0)).setSafe(row, row);
                kinds.startNewValue(row);
                if (indices[row] == null) {
                    kind.setNull(row);
                    items.setNull(row);
                } else {
                    kind.setSafe(row, indices[row]);
                    items.setSafe(row, indices[row]);
                }
                kinds.endValue(row, 1);
            }
            items.setValueCount(indices.length);
            root.setRowCount(indices.length);
            return indices.length == 0 ? Wire.empty(root.getSchema(), allocator, "") : Wire.batch(root, "");
        }
    }

    private FlightData dictionary(boolean delta, @Nullable String... values) {
        return dictionary(ENCODING.getId(), delta, values);
    }

    private FlightData dictionary(long id, boolean delta, @Nullable String... values) {
        Field field = Field.nullable("values", new ArrowType.Utf8());
        try (VarCharVector vector = (VarCharVector) field.createVector(allocator)) {
            for (int i = 0; i < values.length; i++) {
                if (values[i] == null) {
                    vector.setNull(i);
                } else {
                    vector.setSafe(i, values[i].getBytes(StandardCharsets.UTF_8));
                }
            }
            vector.setValueCount(values.length);
            VectorSchemaRoot root = new VectorSchemaRoot(List.of(field), List.<FieldVector>of(vector), values.length);
            try (ArrowDictionaryBatch batch =
                    new ArrowDictionaryBatch(id, new VectorUnloader(root).getRecordBatch(), delta)) {
                return Wire.dictionary(batch);
            }
        }
    }

    private Optional<Decoded> decode(FlightData message) throws IOException {
        return decoder.decode(
                new FlightMessageReader(allocator, 1 << 20).read(new ByteArrayInputStream(message.toByteArray())));
    }
}
