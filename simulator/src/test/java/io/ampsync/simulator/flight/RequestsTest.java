package io.ampsync.simulator.flight;

import static io.ampsync.simulator.RawFlight.command;
import static io.ampsync.simulator.RawFlight.descriptor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.DoGet;
import io.ampsync.simulator.Message;
import io.ampsync.simulator.RawFlight;
import io.ampsync.simulator.chain.Hash;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.stream.Cursor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Items 1 to 11 and 42 of amp-protocol 13: descriptors, headers, settings and tickets. */
class RequestsTest {
    private static final String BLOCKS = "SELECT block_num FROM \"_/anvil_rpc@1.0.0\".blocks";
    private static final String STREAM = BLOCKS + " SETTINGS stream = true";
    private static final Duration SILENCE = Duration.ofMillis(150);

    private AmpSimulator simulator;
    private RawFlight client;

    @BeforeEach
    void start() throws IOException {
        simulator = AmpSimulator.builder().blocks(10).start();
        client = new RawFlight(simulator.flightPort());
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    @DisplayName("1: one endpoint with an opaque ticket, no location, no totals")
    void flightInfoHasOneEndpoint() {
        Flight.FlightInfo info = client.info(BLOCKS);

        assertThat(info.getEndpointList()).singleElement().satisfies(endpoint -> {
            assertThat(endpoint.getTicket().getTicket()).isNotEmpty();
            assertThat(endpoint.getLocationList()).isEmpty();
        });
        assertThat(info.getTotalRecords()).isEqualTo(-1);
        assertThat(info.getTotalBytes()).isEqualTo(-1);
        assertThat(info.getOrdered()).isFalse();
        assertThat(info.getAppMetadata()).isEmpty();
        assertThat(info.getFlightDescriptor()).isEqualTo(descriptor(BLOCKS));
    }

    @Test
    void ticketHasTheDocumentedBytes() {
        String sql = "SELECT * FROM \"_/eth_rpc@1.0.0\".blocks";
        Ticket ticket =
                new Ticket(sql, true, Optional.of(Map.of("mainnet", new Cursor(2, Hash.parse("a2".repeat(32))))));

        assertThat(HexFormat.of().formatHex(ticket.encode()))
                .isEqualTo("2653454c454354202a2046524f4d20225f2f6574685f72706340312e302e30222e626c6f636b73" + "0101"
                        + "01076d61696e6e657402" + "a2".repeat(32));
        assertThat(Ticket.decode(ticket.encode())).isEqualTo(ticket);
    }

    @Test
    @DisplayName("2: other commands, raw SQL and PATH descriptors are invalid arguments")
    void strangeDescriptorsAreRefused() {
        ByteString tables = Any.newBuilder()
                .setTypeUrl("type.googleapis.com/arrow.flight.protocol.sql.CommandGetTables")
                .setValue(Any.getDefaultInstance().toByteString())
                .build()
                .toByteString();

        assertRefused(() -> info(2, tables), "unsupported flight descriptor command: type.googleapis.com/");
        assertRefused(() -> info(2, ByteString.copyFromUtf8("SELECT 1")), "ProtocolBuffers decoding error: ");
        assertRefused(() -> info(2, ByteString.EMPTY), "unsupported flight descriptor command: ");
        assertRefused(() -> info(1, command(BLOCKS)), "unsupported flight descriptor type: 1");
    }

    @Test
    @DisplayName("3: FlightInfo.schema is the later schema message, encapsulated and padded")
    void schemaIsKnownBeforeTheStream() {
        byte[] announced = client.info(STREAM).getSchema().toByteArray();

        try (DoGet stream = client.open(STREAM)) {
            byte[] header = stream.next().data().getDataHeader().toByteArray();
            assertThat(announced.length % 64).isZero();
            assertThat(announced).startsWith(0xFF, 0xFF, 0xFF, 0xFF).containsSequence(header);
        }
    }

    @Test
    @DisplayName("4: every other RPC is unimplemented and says its name")
    void otherCallsAreUnimplemented() {
        FlightServiceGrpc.FlightServiceBlockingStub stub = client.stub(Map.of());

        assertUnimplemented(() -> stub.getSchema(descriptor(BLOCKS)), "get_schema");
        assertUnimplemented(() -> stub.pollFlightInfo(descriptor(BLOCKS)), "poll_flight_info");
        assertUnimplemented(() -> drain(() -> stub.listFlights(Flight.Criteria.getDefaultInstance())), "list_flights");
        assertUnimplemented(() -> drain(() -> stub.listActions(Flight.Empty.getDefaultInstance())), "list_actions");
        assertUnimplemented(() -> drain(() -> stub.doAction(Flight.Action.getDefaultInstance())), "do_action");
    }

    @Test
    @DisplayName("5: headers of DoGet have no effect, a ticket can be used twice")
    void theTicketDecides() {
        Flight.Ticket ticket = client.info(STREAM, resume(4)).getEndpoint(0).getTicket();

        for (int i = 0; i < 2; i++) {
            try (DoGet stream = client.open(ticket, Map.of("amp-stream", "false", "amp-resume", ""))) {
                assertThat(stream.completion().range().start()).isEqualTo(5);
                assertThat(stream.poll(SILENCE)).isNull();
                assertThat(stream.isOpen()).isTrue();
            }
        }
    }

    @ParameterizedTest(name = "6, 7: {0} with amp-stream {1} streams: {2}")
    @CsvSource(
            quoteCharacter = '`',
            nullValues = "-",
            value = {
                "``, true, true",
                "``, 1, true",
                "``, yes, false",
                "``, ``, false",
                "` SETTINGS stream = true`, false, false",
                "` SETTINGS stream = true`, 0, false",
                "` SETTINGS stream = true`, ``, true",
                "` SETTINGS STREAM = True`, -, true",
                "` SETTINGS stream = true;`, -, true",
                "` SETTINGS stream = 1`, -, false",
                "` SETTINGS stream = 'true'`, -, false",
                "` SETTINGS foo = 1`, -, false",
                "` SETTINGS foo = 1, stream = true`, -, true",
                "`;`, -, false",
            })
    void streamingIsAskedForByClauseOrHeader(String clause, String header, boolean streams) {
        Map<String, String> headers = header == null ? Map.of() : Map.of("amp-stream", header);

        try (DoGet call = client.open(BLOCKS + clause, headers)) {
            call.completion();

            assertThat(call.poll(SILENCE)).isNull();
            assertThat(call.isOpen()).isEqualTo(streams);
        }
    }

    @ParameterizedTest(name = "9: {0} is dropped, the stream starts at the first block")
    @ValueSource(
            strings = {
                "",
                "{oops",
                "[]",
                "3",
                "{\"ranges\":[{\"network\":\"anvil\",\"start\":0,\"end\":4}]}",
                "{\"anvil\":{\"number\":\"4\",\"hash\":\"0x00\"}}",
                "{\"anvil\":{\"number\":4,\"hash\":\"0x00\"}}",
            })
    void malformedCursorIsIgnored(String header) {
        assertThat(firstRange(Map.of("amp-resume", header)).start()).isZero();
    }

    @Test
    void cursorSpellings() {
        String hash = hash(4).toString();
        String cursor = "{\"anvil\":{\"number\":4,\"hash\":\"%s\"}}";

        assertThat(firstRange(Map.of("amp-resume", cursor.replace("%s", hash.substring(2))))
                        .start())
                .isEqualTo(5);
        assertThat(firstRange(Map.of(
                                "amp-resume",
                                cursor.replace(
                                        "%s", hash.toUpperCase(Locale.ROOT).replace('X', 'x'))))
                        .start())
                .isEqualTo(5);
        assertThat(firstRange(Map.of("amp-resume", cursor.replace("%s", hash).replace(":4,", ":4,\"x\":1,")))
                        .start())
                .isEqualTo(5);
    }

    @ParameterizedTest(name = "10: {0} has no cursor for the network")
    @CsvSource(
            quoteCharacter = '`',
            value = {"`{}`, []", "`{\"mainnet\":{\"number\":2,\"hash\":\"HASH\"}}`, [mainnet]"})
    void cursorOfAnotherNetworkFails(String header, String networks) {
        try (DoGet stream = client.open(STREAM, Map.of("amp-resume", header.replace("HASH", "ee".repeat(32))))) {
            Status end = stream.end();

            assertThat(end.getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(end.getDescription())
                    .endsWith("expected cursor for network 'anvil', but cursor only contains networks: " + networks);
        }
    }

    @Test
    @DisplayName("11: a cursor with additional networks works")
    void additionalNetworksAreIgnored() {
        String own = cursor(4);
        String both = own.replace("{\"anvil\"", "{\"mainnet\":{\"number\":2,\"hash\":\"" + hash(1) + "\"},\"anvil\"");

        assertThat(firstRange(Map.of("amp-resume", both)).start()).isEqualTo(5);
    }

    @ParameterizedTest(name = "8: {0} reads {1} and not {2}")
    @CsvSource({"S1, nozzle-resume, amp-resume", "S2, amp-resume, nozzle-resume"})
    void seedErasReadTheirOwnHeader(Era era, String read, String ignored) throws IOException {
        try (AmpSimulator seed = AmpSimulator.builder().era(era).blocks(10).start();
                RawFlight raw = new RawFlight(seed.flightPort())) {
            String cursor = cursor(4);
            String sql = "SELECT block_num FROM anvil_rpc.blocks SETTINGS stream = true";

            try (DoGet known = raw.open(sql, Map.of(read, cursor, "amp-stream", "false"));
                    DoGet unknown = raw.open(sql, Map.of(ignored, cursor))) {
                assertThat(known.completion().range().start()).isEqualTo(5);
                assertThat(unknown.completion().range().start()).isZero();
            }
        }
    }

    @Test
    @DisplayName("42: with a token, every RPC without it is unauthenticated")
    void tokenIsRequiredOnceConfigured() {
        Map<String, String> token = Map.of("authorization", "Bearer secret");
        Flight.Ticket ticket = client.info(BLOCKS, token).getEndpoint(0).getTicket();
        simulator.behave(b -> b.withToken(Optional.of("secret")));

        assertThatThrownBy(() -> client.info(BLOCKS))
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageContaining("UNAUTHENTICATED");
        try (DoGet without = client.open(ticket, Map.of());
                DoGet with = client.open(ticket, token)) {
            assertThat(without.end().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
            assertThat(with.end().isOk()).isTrue();
        }
    }

    @Test
    void ignoredCursorStartsAtTheFirstBlock() {
        simulator.behave(b -> b.withIgnoreCursor(true));

        assertThat(firstRange(resume(4)).start()).isZero();
    }

    private Message.Range firstRange(Map<String, String> headers) {
        try (DoGet stream = client.open(STREAM, headers)) {
            return stream.completion().range();
        }
    }

    private Map<String, String> resume(long number) {
        return Map.of("amp-resume", cursor(number));
    }

    private String cursor(long number) {
        return "{\"anvil\":{\"number\":" + number + ",\"hash\":\"" + hash(number) + "\"}}";
    }

    private Hash hash(long number) {
        return simulator.ledger().view().block(number).orElseThrow().hash();
    }

    private void info(int type, ByteString command) {
        client.stub(Map.of())
                .getFlightInfo(Flight.FlightDescriptor.newBuilder()
                        .setTypeValue(type)
                        .setCmd(command)
                        .build());
    }

    private static void assertRefused(ThrowingCallable call, String text) {
        assertThatThrownBy(call)
                .isInstanceOf(StatusRuntimeException.class)
                .hasMessageStartingWith("INVALID_ARGUMENT: " + text);
    }

    private static void assertUnimplemented(ThrowingCallable call, String name) {
        assertThatThrownBy(call).isInstanceOf(StatusRuntimeException.class).hasMessage("UNIMPLEMENTED: " + name);
    }

    private static void drain(Supplier<Iterator<?>> call) {
        call.get().forEachRemaining(_ -> {});
    }
}
