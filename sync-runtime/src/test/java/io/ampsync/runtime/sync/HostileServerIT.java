package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.ampsync.api.Reason;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.SourceSettings;
import io.ampsync.runtime.flight.FlightSource;
import io.ampsync.runtime.flight.ScriptedServer;
import io.ampsync.runtime.flight.ScriptedServer.End;
import io.ampsync.runtime.flight.ScriptedServer.Send;
import io.ampsync.runtime.flight.Wire;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that means harm, or is broken: each attempt ends in a state with a name, and sound messages go on from it. */
class HostileServerIT {
    private static final int LIMIT = 32 << 20;

    private final RootAllocator allocator = new RootAllocator(512L << 20);
    private final ScriptedServer server = ScriptedServer.start().plans(Wire.info(Wire.ROWS));

    @AfterEach
    void nothingIsLeftInMemory() {
        server.close();
        assertThat(allocator.getAllocatedMemory()).isZero();
        allocator.close();
    }

    private Loop start(Playground at, int limit) {
        SourceSettings settings = new SourceSettings(
                URI.create("http://localhost:" + server.port()),
                Era.HEAD,
                null,
                null,
                limit,
                8 << 20,
                Duration.ofSeconds(30));
        return at.loop().source(new FlightSource(settings, allocator)).start();
    }

    private FlightData[] sound() {
        return new FlightData[] {
            Wire.schema(Wire.ROWS),
            Wire.rows(allocator, Wire.metadata(0, 2, false), 5, 0, 1, 2),
            Wire.empty(Wire.ROWS, allocator, Wire.metadata(0, 2, true))
        };
    }

    /** More than once, for a watch that asks for the head takes one, too. */
    private void playSound() {
        for (int i = 0; i < 8; i++) {
            play(sound());
        }
    }

    private void play(FlightData... messages) {
        server.plays(Arrays.stream(messages).map(Send::new).toArray(ScriptedServer.Step[]::new));
    }

    /** The attempt is named, and after it a sound stream is stored. */
    private void assertNamed(Reason reason, String saying, FlightData... attempt) throws Exception {
        play(attempt);
        playSound();
        try (Playground at = Playground.create()) {
            Loop loop = start(at, LIMIT);
            Playground.await()
                    .untilAsserted(() -> assertThat(at.checkpoint("blocks")).startsWith("2 "));
            assertThat(at.number("SELECT count(*) FROM {schema}.blocks")).isEqualTo(3);
            assertThat(loop.failures).singleElement().satisfies(failure -> {
                assertThat(failure.reason()).isEqualTo(reason);
                assertThat(failure).hasMessageContaining(saying);
                assertThat(failure.getMessage()).as("one bounded line").hasSizeLessThan(1_000);
            });
        }
    }

    @Test
    void metadataWithoutEndIsRefused() throws Exception {
        assertNamed(
                Reason.METADATA_INVALID,
                "",
                Wire.schema(Wire.ROWS),
                Wire.rows(allocator, "{\"ranges\":[" + "{\"network\":\"x\"},".repeat(1_000_000), 5, 0, 1, 2));
    }

    @Test
    void metadataThatIsNestedWithoutEndIsRefused() throws Exception {
        assertNamed(
                Reason.METADATA_INVALID,
                "",
                Wire.schema(Wire.ROWS),
                Wire.rows(allocator, "{\"x\":" + "[".repeat(2_000_000), 5, 0, 1, 2));
    }

    @Test
    void aRowAboveTheLimitNamesTheSetting() throws Exception {
        assertNamed(
                Reason.BATCH_INVALID,
                "AMPSYNC_GRPC_MAX_DECODE_MB",
                Wire.schema(Wire.ROWS),
                Wire.batchOfSize(Wire.metadata(0, 2, false), 100 << 20));
    }

    @Test
    void aSchemaThatChangesInTheMiddleIsRefused() throws Exception {
        Schema other = new Schema(List.of(
                Field.notNullable("_block_num", new ArrowType.Int(64, false)),
                Field.nullable("payload", new ArrowType.Int(64, true))));
        assertNamed(
                Reason.BATCH_INVALID,
                "schema",
                Wire.schema(Wire.ROWS),
                Wire.rows(allocator, Wire.metadata(0, 2, false), 5, 0, 1, 2),
                Wire.schema(other));
    }

    @Test
    void halfAMessageIsRefused() throws Exception {
        FlightData whole = Wire.rows(allocator, Wire.metadata(0, 2, false), 500, 0, 1, 2);
        ByteString bytes = whole.toByteString();
        server.plays(new Send(Wire.schema(Wire.ROWS)), new Send(bytes.substring(0, bytes.size() / 2)));
        playSound();
        try (Playground at = Playground.create()) {
            Loop loop = start(at, LIMIT);
            Playground.await()
                    .untilAsserted(() -> assertThat(at.checkpoint("blocks")).startsWith("2 "));
            assertThat(loop.reasons()).containsExactly(Reason.BATCH_INVALID);
        }
    }

    @Test
    void halfAMicrobatchAndSilenceStoresNothingAndIsNoFailure() throws Exception {
        play(Wire.schema(Wire.ROWS), Wire.rows(allocator, Wire.metadata(0, 2, false), 5, 0, 1, 2));
        try (Playground at = Playground.create()) {
            Loop loop = start(at, LIMIT);
            Playground.await().until(() -> loop.received.get() == 1);
            Playground.await()
                    .during(Duration.ofMillis(1_200))
                    .untilAsserted(() -> assertThat(at.number("SELECT count(*) FROM {schema}.blocks"))
                            .isZero());
            assertThat(loop.states).endsWith(TableState.BACKFILLING);
            assertThat(loop.failures).isEmpty();
        }
    }

    @Test
    void keepAlivesWithoutEndHoldNoMemory() throws Exception {
        List<ScriptedServer.Step> steps = new ArrayList<>();
        steps.add(new Send(Wire.schema(Wire.ROWS)));
        Send keepAlive = new Send(Wire.empty(Wire.ROWS, allocator, Wire.metadata(0, 2, false)));
        for (int i = 0; i < 3_000; i++) {
            steps.add(keepAlive);
        }
        steps.add(new End());
        server.plays(steps.toArray(ScriptedServer.Step[]::new));
        playSound();
        try (Playground at = Playground.create()) {
            Loop loop = start(at, LIMIT);
            Playground.await()
                    .untilAsserted(() -> assertThat(at.checkpoint("blocks")).startsWith("2 "));
            assertThat(loop.reasons()).containsExactly(Reason.SOURCE_UNREACHABLE);
            assertThat(allocator.getPeakMemoryAllocation()).isLessThan(64L << 20);
        }
    }

    @Test
    void aRowOf100MebibytesIsStoredIfTheLimitAllowsIt() throws Exception {
        play(
                Wire.schema(Wire.ROWS),
                Wire.batchOfSize(Wire.metadata(0, 2, false), 100 << 20),
                Wire.empty(Wire.ROWS, allocator, Wire.metadata(0, 2, true)));
        try (Playground at = Playground.create()) {
            Loop loop = start(at, 128 << 20);
            Playground.await()
                    .untilAsserted(() -> assertThat(at.checkpoint("blocks")).startsWith("2 "));
            assertThat(loop.failures).isEmpty();
            assertThat(at.number("SELECT octet_length(payload) FROM {schema}.blocks"))
                    .isEqualTo(100 << 20);
        }
    }

    @Test
    void aThousandColumnsAreATable() throws Exception {
        Schema wide = wide(1_000);
        server.plans(Wire.info(wide));
        play(Wire.schema(wide), row(wide), Wire.empty(wide, allocator, Wire.metadata(0, 2, true)));
        try (Playground at = Playground.create()) {
            Loop loop = start(at, LIMIT);
            Playground.await()
                    .untilAsserted(() -> assertThat(at.checkpoint("blocks")).startsWith("2 "));
            assertThat(loop.failures).isEmpty();
            assertThat(at.number("SELECT c999 FROM {schema}.blocks")).isEqualTo(999);
        }
    }

    @Test
    void moreColumnsThanATableCanHaveIsRefusedByName() throws Exception {
        server.plans(Wire.info(wide(2_000)));
        try (Playground at = Playground.create()) {
            Loop loop = start(at, LIMIT);
            assertThat(loop.end()).isInstanceOf(SyncEngine.Outcome.Stuck.class);
            assertThat(loop.failures.getFirst()).hasMessageContaining("1600 columns");
        }
    }

    private static Schema wide(int columns) {
        List<Field> fields = new ArrayList<>();
        fields.add(Field.notNullable("_block_num", new ArrowType.Int(64, false)));
        for (int i = 0; i < columns; i++) {
            fields.add(Field.nullable("c" + i, new ArrowType.Int(64, true)));
        }
        return new Schema(fields);
    }

    private FlightData row(Schema schema) {
        try (VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
            ((UInt8Vector) root.getVector(0)).setSafe(0, 1L);
            for (int i = 1; i < schema.getFields().size(); i++) {
                ((BigIntVector) root.getVector(i)).setSafe(0, i - 1);
            }
            root.setRowCount(1);
            return Wire.batch(root, Wire.metadata(0, 2, false));
        }
    }
}
