package io.ampsync.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.Secret;
import io.ampsync.runtime.config.SourceSettings;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.flight.Fault;
import io.grpc.Status;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.UInt8Vector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The source against the simulator, in every era. */
class FlightSimulatorIT {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String TOKEN = "s3cret";

    private final RootAllocator allocator = new RootAllocator();

    @AfterEach
    void nothingIsLeftInArrowMemory() {
        assertThat(allocator.getAllocatedMemory()).isZero();
        allocator.close();
    }

    /** A closed microbatch: its range, and the block number of each row. */
    private record Microbatch(BlockRange range, List<Long> blocks) {}

    @ParameterizedTest
    @EnumSource(Era.class)
    @DisplayName("80, on the wire: tables stream, grow, fork and resume alike in every era")
    void tablesStreamGrowForkAndResume(Era era) throws Exception {
        try (AmpSimulator amp = simulator(era, 5);
                FlightSource source = source(amp, era, TOKEN)) {
            Cursor reached;
            try (BatchStream stream = stream(source, era, "blocks", Map.of())) {
                Microbatch first = microbatch(stream);
                assertThat(first.range.start()).isZero();
                assertThat(first.blocks)
                        .containsExactlyElementsOf(
                                LongStream.rangeClosed(0, 4).boxed().toList());
                assertThat(stream.next(Duration.ofMillis(100))).isEqualTo(new BatchStream.Quiet());

                amp.chain().advance(1);
                Microbatch second = microbatch(stream);
                assertThat(second.range.start()).isEqualTo(5);
                assertThat(second.range.prevHashOrZero()).isEqualTo(first.range.hash());

                amp.chain().reorg(2, 3);
                Microbatch fork = microbatch(stream);
                assertThat(fork.range.start()).isEqualTo(4);
                assertThat(fork.range.end()).isEqualTo(6);
                assertThat(fork.range.hash()).isEqualTo(canonical(amp, 6));
                assertThat(fork.blocks).containsExactly(4L, 5L, 6L);
                reached = fork.range.cursor();
            }
            amp.chain().advance(2);
            try (BatchStream resumed = stream(source, era, "blocks", Map.of("anvil", reached))) {
                Microbatch next = microbatch(resumed);
                assertThat(next.range.start()).isEqualTo(7);
                assertThat(next.range.prevHashOrZero()).isEqualTo(reached.hash());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void rowsOfLogsAreAllThereAcrossManySmallMessages(Era era) throws Exception {
        try (AmpSimulator amp = simulator(era, 300);
                FlightSource source = source(amp, era, TOKEN)) {
            amp.behave(behaviour -> behaviour.withMessageBytes(4_000).withMicrobatchBlocks(100));
            PlannedQuery planned = source.plan(new StreamRequest(select(era, "logs"), true, Map.of()));
            assertThat(planned.schema().getFields().get(0).getName()).isEqualTo("_block_num");
            List<Long> blocks = new ArrayList<>();
            try (BatchStream stream = planned.open()) {
                for (int i = 0; i < 3; i++) {
                    blocks.addAll(microbatch(stream).blocks);
                }
            }
            assertThat(blocks).isSorted().hasSizeGreaterThan(300).last().isEqualTo(299L);
        }
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void theHeadIsToldWithoutReadingTheTable(Era era) throws Exception {
        try (AmpSimulator amp = simulator(era, 42);
                FlightSource source = source(amp, era, TOKEN)) {
            Head head = HeadProbe.ask(source, era, table(era, era == Era.HEAD ? "logs" : "blocks"))
                    .orElseThrow();
            assertThat(head.number()).isEqualTo(41);
            assertThat(head.hash()).isEqualTo(canonical(amp, 41));
            assertThat(head.time())
                    .isEqualTo(Instant.ofEpochSecond(
                            amp.ledger().view().block(41).orElseThrow().timestampSeconds()));
        }
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void aSourceWithoutDataEndsItsStreamsWithoutARange(Era era) throws Exception {
        try (AmpSimulator amp = simulator(era, 0);
                FlightSource source = source(amp, era, TOKEN);
                BatchStream stream = stream(source, era, "blocks", Map.of())) {
            BatchStream.Next next = stream.next(SOON);
            if (era == Era.HEAD) {
                try (ReceivedBatch batch = ((BatchStream.Received) next).batch()) {
                    assertThat(batch.metadata()).isEqualTo(new BatchMetadata(List.of(), true));
                }
                next = stream.next(SOON);
            }
            assertThat(next).isEqualTo(new BatchStream.Ended());
            assertThat(HeadProbe.ask(source, era, table(era, "blocks"))).isEqualTo(Optional.empty());
        }
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    @DisplayName("48, 73: a wrong token, an unknown table and SQL that cannot stream have different reasons")
    @Produces(Reason.SOURCE_UNAUTHENTICATED)
    void refusalsAreToldApart(Era era) throws Exception {
        try (AmpSimulator amp = simulator(era, 5);
                FlightSource source = source(amp, era, TOKEN);
                FlightSource stranger = source(amp, era, "wrong")) {
            assertReason(Reason.SOURCE_UNAUTHENTICATED, () -> stream(stranger, era, "blocks", Map.of()));
            Reason noTable = era == Era.HEAD ? Reason.DATASET_NOT_FOUND : Reason.QUERY_REFUSED;
            assertReason(noTable, () -> stream(source, era, "nope", Map.of()));
            assertReason(Reason.QUERY_REFUSED, () -> source.plan(new StreamRequest("SELEC 1", true, Map.of())));
            try (BatchStream sorted = source.plan(
                            new StreamRequest(select(era, "blocks") + " ORDER BY block_num", true, Map.of()))
                    .open()) {
                assertReason(Reason.QUERY_REFUSED, () -> sorted.next(SOON));
            }
            try (BatchStream other =
                    stream(source, era, "blocks", Map.of("mainnet", new Cursor(1, BlockHash.parse("ab".repeat(32)))))) {
                assertReason(Reason.NETWORK_CHANGED, () -> other.next(SOON));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void aResetConnectionIsReplacedAtOnce(Era era) throws Exception {
        try (AmpSimulator amp = simulator(era, 5);
                FlightSource source = source(amp, era, TOKEN)) {
            Cursor reached;
            try (BatchStream stream = stream(source, era, "blocks", Map.of())) {
                reached = microbatch(stream).range.cursor();
                amp.resetConnections();
                assertReason(Reason.SOURCE_UNREACHABLE, () -> stream.next(SOON));
            }
            amp.faults()
                    .arm(new Fault(
                            new Fault.Place.BeforeMessage(1),
                            1,
                            new Fault.Action.Fail(Status.Code.INTERNAL, "streaming query execution error")));
            amp.chain().advance(1);
            try (BatchStream failing = stream(source, era, "blocks", Map.of("anvil", reached))) {
                assertReason(Reason.SOURCE_UNREACHABLE, () -> failing.next(SOON));
            }
            try (BatchStream resumed = stream(source, era, "blocks", Map.of("anvil", reached))) {
                assertThat(microbatch(resumed).range.start()).isEqualTo(5);
            }
        }
    }

    private static AmpSimulator simulator(Era era, long blocks) throws IOException {
        return AmpSimulator.builder()
                .era(io.ampsync.simulator.era.Era.valueOf(era.name()))
                .blocks(blocks)
                .behaviour(behaviour -> behaviour.withToken(Optional.of(TOKEN)))
                .start();
    }

    private FlightSource source(AmpSimulator amp, Era era, String token) {
        return new FlightSource(
                new SourceSettings(
                        URI.create(amp.flightUrl()),
                        era,
                        new Secret(token),
                        null,
                        32 << 20,
                        8 << 20,
                        Duration.ofSeconds(30)),
                allocator);
    }

    private static BatchStream stream(FlightSource source, Era era, String table, Map<String, Cursor> cursors) {
        return source.plan(new StreamRequest(select(era, table), true, cursors)).open();
    }

    private static String select(Era era, String table) {
        return "SELECT * FROM " + table(era, table);
    }

    private static String table(Era era, String table) {
        return (era == Era.HEAD ? "\"_/anvil_rpc@1.0.0\"." : "anvil_rpc__1_0_0.") + table;
    }

    private static BlockHash canonical(AmpSimulator amp, long number) {
        return BlockHash.parse(
                amp.ledger().view().block(number).orElseThrow().hash().toString());
    }

    private static Microbatch microbatch(BatchStream stream) throws InterruptedException {
        List<Long> blocks = new ArrayList<>();
        while (true) {
            try (ReceivedBatch batch = FlightFixture.receive(stream)) {
                UInt8Vector numbers = (UInt8Vector) batch.rows().getVector("_block_num");
                for (int row = 0; row < batch.rows().getRowCount(); row++) {
                    blocks.add(numbers.get(row));
                }
                if (batch.metadata().complete()) {
                    return new Microbatch(batch.metadata().ranges().get(0), blocks);
                }
            }
        }
    }

    private static void assertReason(Reason reason, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(SyncException.class)
                .extracting(e -> ((SyncException) e).reason())
                .isEqualTo(reason);
    }
}
