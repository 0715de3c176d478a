package io.ampsync.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import io.ampsync.runtime.flight.BatchDecoder.Decoded;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flight.impl.Flight.FlightInfo;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every message that a real server sent. */
class RecordingsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String RAW = "raw_b64";

    private final RootAllocator allocator = new RootAllocator();
    private final FlightMessageReader reader = new FlightMessageReader(allocator, 32 << 20);

    @AfterEach
    void nothingIsLeftInArrowMemory() {
        assertThat(allocator.getAllocatedMemory()).isZero();
        allocator.close();
    }

    static Stream<Path> recordings() throws IOException, URISyntaxException {
        Path folder = Path.of(Objects.requireNonNull(RecordingsTest.class.getResource("/recordings"))
                .toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void everyMessageDecodesToTheRowsAndRangesThatWereRecorded(Path file) throws IOException {
        JsonNode document = JSON.readTree(file.toFile());
        KnownSchemas schemas = new KnownSchemas(document);
        for (JsonNode messages : messageLists(document)) {
            Schema schema = schemas.of(messages, reader);
            boolean streaming = !file.getFileName().toString().startsWith("07_batch");
            try (BatchDecoder decoder = new BatchDecoder(schema, streaming, allocator, 1 << 26)) {
                if (!messages.get(0).path("type").asText().equals("schema")) {
                    assertThat(decoder.decode(message(Wire.schema(schema).toByteArray())))
                            .isEmpty();
                }
                for (JsonNode recorded : messages) {
                    if (recorded.has(RAW)) {
                        check(recorded, decoder.decode(message(raw(recorded.get(RAW)))));
                    }
                }
            }
        }
    }

    private static void check(JsonNode recorded, Optional<Decoded> decoded) throws IOException {
        assertThat(decoded.isPresent()).isEqualTo(recorded.path("type").asText().equals("record batch"));
        if (decoded.isEmpty()) {
            return;
        }
        BatchMetadata metadata = decoded.get().metadata();
        try (VectorSchemaRoot rows = decoded.get().rows()) {
            assertThat(rows.getRowCount()).isEqualTo(recorded.path("rows").asInt());
            assertThat(metadata)
                    .isEqualTo(MetadataParser.parse(
                            recorded.path("app_metadata").asText().getBytes(StandardCharsets.UTF_8)));
            if (recorded.path("blocks").isArray() && rows.getVector("_block_num") instanceof UInt8Vector blocks) {
                assertThat(blocks.get(0))
                        .isEqualTo(recorded.path("blocks").get(0).asLong());
                assertThat(blocks.get(rows.getRowCount() - 1))
                        .isEqualTo(recorded.path("blocks").get(1).asLong());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void everyFlightInfoHasItsColumns(Path file) throws IOException {
        for (JsonNode info : JSON.readTree(file.toFile()).findParents("_" + RAW)) {
            Schema schema = schemaOf(info);
            assertThat(schema.getFields()).hasSameSizeAs(info.path("schema"));
            for (int i = 0; i < schema.getFields().size(); i++) {
                JsonNode column = info.path("schema").get(i);
                assertThat(schema.getFields().get(i).getName())
                        .isEqualTo(column.path("name").asText());
                assertThat(schema.getFields().get(i).isNullable())
                        .isEqualTo(column.path("nullable").asBoolean());
            }
        }
    }

    @Test
    @DisplayName("45: the recorded request is what we send for the same SQL")
    void theDescriptorOfTheRecordingIsOurs() throws IOException, URISyntaxException {
        JsonNode document = JSON.readTree(recordings().findFirst().orElseThrow().toFile());
        for (JsonNode info : document.findParents("flight_descriptor_b64")) {
            String sql = info.path("request").path("sql").asText();
            ByteString ours = QueryCall.descriptor(new StreamRequest(sql, false, Map.of()))
                    .toByteString();
            assertThat(ours.toByteArray()).isEqualTo(raw(info.get("flight_descriptor_b64")));
        }
    }

    private FlightMessage message(byte[] bytes) throws IOException {
        return reader.read(new ByteArrayInputStream(bytes));
    }

    private static byte[] raw(JsonNode base64) {
        return Base64.getDecoder().decode(base64.asText());
    }

    private static Schema schemaOf(JsonNode info) throws IOException {
        FlightInfo parsed = FlightInfo.parseFrom(raw(info.get("_" + RAW)));
        return Schemas.encapsulated(ByteBuffer.wrap(parsed.getSchema().toByteArray()));
    }

    private static List<JsonNode> messageLists(JsonNode node) {
        List<JsonNode> lists = new ArrayList<>();
        if (node.isArray()
                && node.size() > 0
                && node.get(0).has("type")
                && node.get(0).has("wire_len")) {
            lists.add(node);
        } else {
            node.forEach(child -> lists.addAll(messageLists(child)));
        }
        return lists;
    }

    /** Some lists are the continuation of a stream whose schema was recorded earlier, or not at all. */
    private static final class KnownSchemas {
        private final Map<Integer, Schema> seen = new HashMap<>();

        KnownSchemas(JsonNode document) throws IOException {
            JsonNode first = JSON.readTree(Objects.requireNonNull(
                    RecordingsTest.class.getResourceAsStream("/recordings/01_flight_info.json")));
            for (String table : List.of("blocks", "logs")) {
                String sql = document.path("requests").path(table).asText();
                if (!sql.isEmpty()) {
                    Schema full = schemaOf(first.path(table + "_stream"));
                    Schema some = new Schema(Arrays.stream(sql.substring("SELECT ".length(), sql.indexOf(" FROM"))
                                    .split(", ", -1))
                            .map(full::findField)
                            .toList());
                    seen.put(some.getFields().size(), some);
                }
            }
        }

        Schema of(JsonNode messages, FlightMessageReader reader) throws IOException {
            JsonNode first = messages.findParents(RAW).get(0);
            try (FlightMessage message = reader.read(new ByteArrayInputStream(raw(first.get(RAW))))) {
                Message header = Message.getRootAsMessage(message.header());
                if (header.headerType() == MessageHeader.Schema) {
                    Schema schema = Schemas.bare(message.header());
                    seen.put(schema.getFields().size(), schema);
                    return schema;
                }
                RecordBatch batch = (RecordBatch) header.header(new RecordBatch());
                return Objects.requireNonNull(seen.get(batch.nodesLength()));
            }
        }
    }
}
