package io.ampsync.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.ampsync.api.Reason;
import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.fuzz.Fuzzing;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.flight.impl.Flight.FlightInfo;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;

/** What a server can send, damaged; the originals are what real servers sent. */
class FlightFuzzTest {
    private static final int LIMIT = 1 << 20;
    private static final Set<Reason> DAMAGE =
            EnumSet.of(Reason.BATCH_INVALID, Reason.METADATA_INVALID, Reason.MEMORY_EXHAUSTED);

    /** All that is understood of a schema: what makes it unusable has a reason, too. */
    private static final Set<Reason> UNUSABLE = EnumSet.of(
            Reason.BATCH_INVALID, Reason.NO_BLOCK_NUMBER, Reason.TYPE_UNSUPPORTED, Reason.IDENTIFIER_INVALID);

    private static void refusing(Set<Reason> reasons, Runnable work) {
        try {
            work.run();
        } catch (SyncException e) {
            assertThat(e.reason()).as(e.getMessage()).isIn(reasons);
            assertThat(e.getMessage()).hasSizeLessThan(4_000);
        }
    }

    @Test
    void metadataIsReadOrRefused() throws Exception {
        List<byte[]> known = new ArrayList<>();
        recording("05_reorg_live.json")
                .findValues("app_metadata")
                .forEach(text -> known.add(text.asText().getBytes(StandardCharsets.UTF_8)));
        assertThat(known).hasSizeGreaterThan(10);
        Fuzzing.run("metadata", known, input -> refusing(DAMAGE, () -> MetadataParser.parse(input)));
    }

    private static JsonNode recording(String name) throws IOException {
        try (InputStream in = FlightFuzzTest.class.getResourceAsStream("/recordings/" + name)) {
            return new ObjectMapper().readTree(Objects.requireNonNull(in));
        }
    }

    @Test
    void messagesAreReadOrRefusedAndNothingIsLeftInMemory() throws Exception {
        List<byte[]> known = List.of(
                Wire.schema(Wire.ROWS).toByteArray(),
                Wire.batchOfSize(Wire.metadata(1, 3, true), 300).toByteArray());
        Fuzzing.run("message", known, input -> {
            try (RootAllocator own = new RootAllocator(4 * LIMIT)) {
                try (FlightMessage message =
                        new FlightMessageReader(own, LIMIT).read(new ByteArrayInputStream(input))) {
                    assertThat(message).isNotNull();
                } catch (IOException | SyncException e) {
                    assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(4_000);
                }
                assertThat(own.getAllocatedMemory()).isZero();
            }
        });
    }

    /** Found with seed 4: a buffer of -2 bytes. */
    @Test
    void aBufferOfLessThanNothingLeavesNothingInMemory() throws Exception {
        byte[] header = Base64.getDecoder()
                .decode("FAAAAAAAAAAMABYADgAVABAABAAMAAAASAAAAAAAAAAAAAQAEAAAAAADCgAYAAwACAAEAAoAAAAUAAAAaAAAAAMAAA"
                        + "AAAAAAAAAAAAUAAAAAAAAAAAAAAAEAAAAAAAAACAAAAAAAAAAYAAAAAAAAACAAAAAAAAAAAQAAAAAAAAAoAAAAAAAA"
                        + "AP7/////////OAAAAAAAAAAPAAAAAAAAAAAAAAACAAAAAwAAAAAAAAAAAAAAAAAAAAMAAAAAAAAAAAAAAAAAAAAAAA"
                        + "A=");
        FlightData schema = Wire.schema(Wire.ROWS);
        try (RootAllocator own = new RootAllocator();
                RootAllocator narrow = new RootAllocator(8 * LIMIT);
                BatchDecoder decoder = new BatchDecoder(Wire.ROWS, true, narrow, LIMIT)) {
            FlightData rows = Wire.rows(own, Wire.metadata(1, 3, false), 5, 1, 2, 3);
            decode(decoder, narrow, schema);
            decode(
                    decoder,
                    narrow,
                    rows.toBuilder().setDataHeader(ByteString.copyFrom(header)).build());
            assertThat(narrow.getAllocatedMemory()).isZero();
        }
    }

    @Test
    void recordBatchesAreReadOrRefusedAndNothingIsLeftInMemory() throws Exception {
        FlightData schema = Wire.schema(Wire.ROWS);
        List<byte[]> known = new ArrayList<>();
        try (RootAllocator own = new RootAllocator()) {
            FlightData rows = Wire.rows(own, Wire.metadata(1, 3, false), 5, 1, 2, 3);
            known.add(rows.getDataHeader().toByteArray());
            known.add(schema.getDataHeader().toByteArray());
            Fuzzing.run("batch", known, input -> {
                try (RootAllocator narrow = new RootAllocator(8 * LIMIT);
                        BatchDecoder decoder = new BatchDecoder(Wire.ROWS, true, narrow, LIMIT)) {
                    decode(decoder, narrow, schema);
                    decode(
                            decoder,
                            narrow,
                            rows.toBuilder()
                                    .setDataHeader(ByteString.copyFrom(input))
                                    .build());
                    assertThat(narrow.getAllocatedMemory()).isZero();
                }
            });
        }
    }

    private static void decode(BatchDecoder decoder, RootAllocator allocator, FlightData message) {
        refusing(DAMAGE, () -> {
            try {
                decoder.decode(new FlightMessageReader(allocator, LIMIT)
                                .read(new ByteArrayInputStream(message.toByteArray())))
                        .ifPresent(decoded -> decoded.rows().close());
            } catch (IOException e) {
                throw new AssertionError("the envelope is sound", e);
            }
        });
    }

    @Test
    void schemasAreReadOrRefusedAndSoAreTheirTables() throws Exception {
        List<byte[]> known = new ArrayList<>();
        known.add(Wire.info(Wire.ROWS).getSchema().toByteArray());
        for (JsonNode info : recording("01_flight_info.json").findValues("_raw_b64")) {
            known.add(FlightInfo.parseFrom(Base64.getDecoder().decode(info.asText()))
                    .getSchema()
                    .toByteArray());
        }
        assertThat(known).hasSizeGreaterThan(3);
        Fuzzing.run("schema", known, input -> {
            Schema schema;
            try {
                schema = Schemas.byValue(Schemas.encapsulated(ByteBuffer.wrap(input)));
            } catch (IOException | RuntimeException | StackOverflowError e) {
                // As FlightSource, which names what it caught.
                return;
            }
            refusing(
                    UNUSABLE,
                    () -> assertThat(TableEncoder.of(schema, EncodeSettings.DEFAULT)
                                    .columns())
                            .isNotEmpty());
        });
    }
}
