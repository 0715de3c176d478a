package io.ampsync.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.ScriptedServer.Call;
import io.ampsync.runtime.flight.ScriptedServer.End;
import io.ampsync.runtime.flight.ScriptedServer.Fail;
import io.ampsync.runtime.flight.ScriptedServer.Send;
import io.grpc.Status;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.apache.arrow.flight.impl.Flight.FlightEndpoint;
import org.apache.arrow.flight.impl.Flight.FlightInfo;
import org.apache.arrow.flight.impl.Flight.Location;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FlightSourceTest extends FlightFixture {
    private static final StreamRequest RESUMED = new StreamRequest(
            "SELECT * FROM t", true, Map.of("mainnet", new Cursor(2, BlockHash.parse("a2".repeat(32)))));

    @Test
    @DisplayName("46, 47, 48: GetFlightInfo anew for each connection, resume headers on it alone, the token on both")
    void eachConnectionAsksOnceAndRedeemsOnce() throws InterruptedException {
        for (int connection = 0; connection < 2; connection++) {
            server.plays(new Send(Wire.schema(Wire.ROWS)), new End());
            try (BatchStream stream = source().plan(RESUMED).open()) {
                assertThat(stream.next(SOON)).isEqualTo(new BatchStream.Ended());
            }
        }

        assertThat(server.calls())
                .extracting(Call::method)
                .containsExactly(
                        "arrow.flight.protocol.FlightService/GetFlightInfo",
                        "arrow.flight.protocol.FlightService/DoGet",
                        "arrow.flight.protocol.FlightService/GetFlightInfo",
                        "arrow.flight.protocol.FlightService/DoGet");
        assertThat(server.calls())
                .allSatisfy(call -> assertThat(call.header("authorization")).isEqualTo("Bearer token-of-test"));
        assertThat(server.calls().get(0).header("amp-resume")).contains("\"number\":2");
        for (String header : List.of("amp-resume", "nozzle-resume", "amp-stream")) {
            assertThat(server.calls().get(0).header(header)).isNotNull();
            assertThat(server.calls().get(1).header(header)).isNull();
        }
    }

    @Test
    void aTicketIsRedeemedOnce() {
        PlannedQuery planned = source().plan(STREAM);
        try (BatchStream stream = planned.open()) {
            assertThat(stream).isNotNull();
            assertThatIllegalStateException().isThrownBy(planned::open).withMessageContaining("ticket");
        }
    }

    @Test
    @DisplayName("49, 50: the schema is known while the stream is silent, and silence is no error")
    void silenceIsQuietAndTheSchemaIsThere() throws InterruptedException {
        PlannedQuery planned = source().plan(STREAM);
        assertThat(planned.schema()).isEqualTo(Wire.ROWS);
        try (BatchStream stream = planned.open()) {
            assertThat(stream.next(Duration.ZERO)).isEqualTo(new BatchStream.Quiet());
            assertThat(stream.next(Duration.ofMillis(50))).isEqualTo(new BatchStream.Quiet());
        }
    }

    @Test
    @DisplayName("54, 55, 56: rows, keep-alives and completions come as they were sent, in order")
    void messagesComeInOrderWithTheirFlags() throws InterruptedException {
        server.plays(
                new Send(Wire.schema(Wire.ROWS)),
                new Send(Wire.empty(Wire.ROWS, allocator, Wire.metadata(0, 2, false))),
                new Send(Wire.rows(allocator, Wire.metadata(0, 2, false), 10, 0, 1)),
                new Send(Wire.rows(allocator, Wire.metadata(0, 2, true), 10, 2)),
                new End());
        try (BatchStream stream = source().plan(STREAM).open()) {
            expect(stream, 0, false);
            expect(stream, 2, false);
            expect(stream, 1, true);
            assertThat(stream.next(SOON)).isEqualTo(new BatchStream.Ended());
            assertThat(stream.next(Duration.ZERO)).isEqualTo(new BatchStream.Ended());
        }
    }

    private static void expect(BatchStream stream, int rows, boolean complete) throws InterruptedException {
        try (ReceivedBatch batch = receive(stream)) {
            assertThat(batch.rows().getRowCount()).isEqualTo(rows);
            assertThat(batch.metadata().complete()).isEqualTo(complete);
            assertThat(batch.metadata().ranges())
                    .singleElement()
                    .extracting(BlockRange::end)
                    .isEqualTo(2L);
            assertThat(batch.bytes()).isPositive();
        }
    }

    @Test
    void aStreamThatEndsWithoutASchemaHasSimplyEnded() throws InterruptedException {
        server.plays(new End());
        try (BatchStream stream = source().plan(STREAM).open()) {
            assertThat(stream.next(SOON)).isEqualTo(new BatchStream.Ended());
        }
    }

    @Test
    @DisplayName("52: a streamed batch without or with unparsable metadata fails loudly")
    void metadataIsNeverGuessed() {
        for (String metadata : List.of("", "{}", "not json")) {
            server.plays(new Send(Wire.schema(Wire.ROWS)), new Send(Wire.rows(allocator, metadata, 1, 7)), new End());
            try (BatchStream stream = source().plan(STREAM).open()) {
                for (int attempt = 0; attempt < 2; attempt++) {
                    assertThatThrownBy(() -> stream.next(SOON))
                            .isInstanceOf(SyncException.class)
                            .extracting(e -> ((SyncException) e).reason())
                            .isEqualTo(Reason.METADATA_INVALID);
                }
            }
        }
    }

    @Test
    void aBatchQueryOfTheSeedErasNeedsNoMetadata() throws InterruptedException {
        server.plays(new Send(Wire.schema(Wire.ROWS)), new Send(Wire.rows(allocator, "", 1, 7)), new End());
        try (BatchStream stream = source().plan(BATCH).open();
                ReceivedBatch batch = receive(stream)) {
            assertThat(batch.metadata()).isEqualTo(new BatchMetadata(List.of(), false));
            assertThat(batch.rows().getRowCount()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("76: a row of 20 MiB is received")
    void aRowOf20MebibytesIsReceived() throws InterruptedException {
        int size = 20 << 20;
        server.plays(
                new Send(Wire.schema(Wire.ROWS)),
                new Send(Wire.rows(allocator, Wire.metadata(0, 0, false), size, 0)),
                new End());
        try (BatchStream stream = source().plan(STREAM).open();
                ReceivedBatch batch = receive(stream)) {
            assertThat(batch.bytes()).isGreaterThan(size);
        }
    }

    @Test
    @Produces(Reason.BATCH_INVALID)
    void aMessageAboveTheLimitNamesTheSetting() {
        server.plays(
                new Send(Wire.schema(Wire.ROWS)),
                new Send(Wire.rows(allocator, Wire.metadata(0, 0, false), 2 << 20, 0)));
        FlightSource small = source(settings("http://localhost:" + server.port(), 1 << 20, 8 << 20));
        try (BatchStream stream = small.plan(STREAM).open()) {
            assertThatThrownBy(() -> stream.next(SOON))
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("AMPSYNC_GRPC_MAX_DECODE_MB")
                    .extracting(e -> ((SyncException) e).reason())
                    .isEqualTo(Reason.BATCH_INVALID);
        }
    }

    @Test
    void whatCameBeforeAnErrorIsDeliveredFirst() throws InterruptedException {
        server.plays(
                new Send(Wire.schema(Wire.ROWS)),
                new Send(Wire.rows(allocator, Wire.metadata(0, 0, false), 1, 0)),
                new Fail(Status.INTERNAL.withDescription("streaming query execution error")));
        try (BatchStream stream = source().plan(STREAM).open()) {
            receive(stream).close();
            assertThatThrownBy(() -> stream.next(SOON))
                    .isInstanceOf(SyncException.class)
                    .hasMessageContaining("INTERNAL")
                    .hasMessageContaining("DoGet")
                    .hasMessageContaining("streaming query execution error");
        }
    }

    @Test
    @Produces(Reason.MEMORY_EXHAUSTED)
    void lackOfOurOwnMemoryIsNotTheServersFault() {
        allocator.setLimit(1 << 20);
        server.plays(new Send(Wire.schema(Wire.ROWS)), new Send(Wire.batchOfSize(Wire.metadata(0, 0, false), 2 << 20)));
        try (BatchStream stream = source().plan(STREAM).open()) {
            SyncException failure = catchThrowableOfType(SyncException.class, () -> stream.next(SOON));
            assertThat(failure.reason()).isEqualTo(Reason.MEMORY_EXHAUSTED);
            assertThat(failure).hasMessageContaining("in this process");
        }
    }

    @Test
    void aPlanHasExactlyOneEndpointOnThisServer() {
        FlightInfo info = Wire.info(Wire.ROWS);
        FlightEndpoint elsewhere = info.getEndpoint(0).toBuilder()
                .addLocation(Location.newBuilder().setUri("grpc://elsewhere:1"))
                .build();
        for (FlightInfo wrong : List.of(
                info.toBuilder().clearEndpoint().build(),
                info.toBuilder().addEndpoint(info.getEndpoint(0)).build(),
                info.toBuilder().setEndpoint(0, elsewhere).build(),
                info.toBuilder().clearSchema().build(),
                info.toBuilder().setSchema(info.getSchema().substring(0, 20)).build())) {
            server.plans(wrong);
            assertThatThrownBy(() -> source().plan(STREAM))
                    .isInstanceOf(SyncException.class)
                    .extracting(e -> ((SyncException) e).reason())
                    .isEqualTo(Reason.BATCH_INVALID);
        }
    }

    @Test
    void afterCloseNothingIsPlannedAndStreamsAreCancelled() {
        FlightSource closing = source();
        BatchStream stream = closing.plan(STREAM).open();
        closing.close();

        assertThatThrownBy(() -> stream.next(SOON)).isInstanceOf(CancellationException.class);
        assertThatThrownBy(() -> closing.plan(STREAM)).isInstanceOf(CancellationException.class);
        stream.close();
    }
}
