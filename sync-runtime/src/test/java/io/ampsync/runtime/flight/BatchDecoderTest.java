package io.ampsync.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BatchDecoder.Decoded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BatchDecoderTest {
    private static final String METADATA = Wire.metadata(0, 2, false);

    private final RootAllocator allocator = new RootAllocator();
    private final BatchDecoder decoder = new BatchDecoder(Wire.ROWS, true, allocator, 1 << 26);

    @AfterEach
    void nothingIsLeftInArrowMemory() {
        decoder.close();
        assertThat(allocator.getAllocatedMemory()).isZero();
        allocator.close();
    }

    @Test
    void aBatchOwnsItsRowsAfterTheMessageIsGone() throws IOException {
        accept(Wire.schema(Wire.ROWS));
        Decoded first = decode(Wire.rows(allocator, METADATA, 3, 1, 2)).orElseThrow();
        Decoded second = decode(Wire.rows(allocator, METADATA, 3, 7)).orElseThrow();
        try (VectorSchemaRoot one = first.rows();
                VectorSchemaRoot two = second.rows()) {
            assertThat(one.contentToTSVString()).contains("1\t", "2\t");
            assertThat(two.contentToTSVString()).contains("7\t");
        }
    }

    @Test
    @DisplayName("72: a schema other than the announced one is refused, naming the column")
    void theSchemaMustBeTheAnnouncedOne() {
        Field block = Wire.ROWS.getFields().get(0);
        Field payload = Wire.ROWS.getFields().get(1);
        Field retyped = Field.nullable("payload", new ArrowType.Utf8());

        assertRefused(Wire.schema(new Schema(List.of(block, retyped))), "column 2");
        assertRefused(Wire.schema(new Schema(List.of(payload, block))), "column 1");
        assertRefused(Wire.schema(new Schema(List.of(block))), "2 columns were announced and 1 came");
        assertRefused(
                Wire.schema(new Schema(List.of(block, payload, Field.nullable("more", new ArrowType.Bool())))),
                "2 columns were announced and 3 came");
    }

    @Test
    void theOrderOfMessagesIsKept() throws IOException {
        assertRefused(Wire.rows(allocator, METADATA, 1, 1), "before the schema");
        accept(Wire.schema(Wire.ROWS));
        assertRefused(Wire.schema(Wire.ROWS), "second schema");
        assertRefused(FlightData.newBuilder().build(), "damaged");
    }

    @Test
    void aBodyShorterThanDeclaredIsRefused() throws IOException {
        accept(Wire.schema(Wire.ROWS));
        FlightData whole = Wire.rows(allocator, METADATA, 10, 1, 2, 3);

        assertRefused(
                whole.toBuilder()
                        .setDataBody(whole.getDataBody().substring(0, 20))
                        .build(),
                "body of 20 bytes");
        assertRefused(whole.toBuilder().clearDataBody().build(), "body of 0 bytes");
    }

    @Test
    void buffersTooShortForTheRowsAreRefusedAndNotPaddedWithZeros() throws IOException {
        accept(Wire.schema(Wire.ROWS));
        try (VectorSchemaRoot root = VectorSchemaRoot.create(Wire.ROWS, allocator)) {
            root.getVector(0).setValueCount(2);
            root.setRowCount(2);
            try (ArrowRecordBatch honest = new VectorUnloader(root).getRecordBatch();
                    ArrowRecordBatch lying = new ArrowRecordBatch(
                            1_000_000,
                            honest.getNodes().stream()
                                    .map(node -> new ArrowFieldNode(1_000_000, node.getNullCount()))
                                    .toList(),
                            honest.getBuffers());
                    ArrowRecordBatch uneven = new ArrowRecordBatch(1_000_000, honest.getNodes(), honest.getBuffers())) {
                assertRefused(Wire.message(lying, METADATA), "a buffer of 16 bytes where 8000000 are needed");
                assertRefused(Wire.message(uneven, METADATA), "2 values in a batch of 1000000 rows");
            }
        }
    }

    @Test
    void afterCloseMessagesAreOnlyReleased() throws IOException {
        accept(Wire.schema(Wire.ROWS));
        decoder.close();
        assertThat(decode(Wire.rows(allocator, METADATA, 100, 1))).isEmpty();
    }

    @Property(tries = 500)
    void damagedMessagesAreRefusedOrReadAndNeverLeak(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        try (RootAllocator own = new RootAllocator(64 << 20);
                BatchDecoder victim = new BatchDecoder(Wire.ROWS, true, own, 1 << 26)) {
            FlightData schema = Wire.schema(Wire.ROWS);
            FlightData rows = Wire.rows(own, METADATA, 5, 1, 2, 3);
            boolean damagedSchema = random.nextInt(4) == 0;
            outcome(victim, own, damagedSchema ? damage(schema, random) : schema);
            outcome(victim, own, damage(rows, random));
            outcome(victim, own, rows);
            assertThat(own.getAllocatedMemory()).isZero();
        }
    }

    private static FlightData damage(FlightData message, Random random) {
        byte[] header = message.getDataHeader().toByteArray();
        for (int i = 0; i <= random.nextInt(4); i++) {
            header[random.nextInt(header.length)] = (byte) random.nextInt();
        }
        return message.toBuilder().setDataHeader(ByteString.copyFrom(header)).build();
    }

    private static void outcome(BatchDecoder victim, RootAllocator own, FlightData message) throws IOException {
        try {
            victim.decode(message(own, message))
                    .ifPresent(decoded -> decoded.rows().close());
        } catch (SyncException e) {
            assertThat(e.reason()).isIn(Reason.BATCH_INVALID, Reason.METADATA_INVALID, Reason.MEMORY_EXHAUSTED);
        }
    }

    private void accept(FlightData message) throws IOException {
        assertThat(decode(message)).isEmpty();
    }

    private Optional<Decoded> decode(FlightData message) throws IOException {
        return decoder.decode(message(allocator, message));
    }

    private static FlightMessage message(RootAllocator allocator, FlightData message) throws IOException {
        return new FlightMessageReader(allocator, 32 << 20).read(new ByteArrayInputStream(message.toByteArray()));
    }

    private void assertRefused(FlightData message, String why) {
        assertThatThrownBy(() -> decode(message))
                .isInstanceOf(SyncException.class)
                .hasMessageContaining(why)
                .extracting(e -> ((SyncException) e).reason())
                .isEqualTo(Reason.BATCH_INVALID);
    }
}
