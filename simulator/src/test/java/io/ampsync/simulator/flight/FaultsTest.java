package io.ampsync.simulator.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.DoGet;
import io.ampsync.simulator.Message;
import io.ampsync.simulator.RawFlight;
import io.ampsync.simulator.flight.Behaviour.KeepAlive;
import io.ampsync.simulator.flight.Fault.Action;
import io.ampsync.simulator.flight.Fault.Place;
import io.grpc.Status;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Items 30, 35 and 36 of amp-protocol 13: what goes wrong on request, and where. */
class FaultsTest {
    private static final String LOGS = "SELECT * FROM anvil_rpc.logs SETTINGS stream = true";
    private static final Action FAIL = new Action.Fail(Status.Code.INTERNAL, "streaming query execution error");
    private static final Duration SILENCE = Duration.ofMillis(150);

    private AmpSimulator simulator;
    private RawFlight client;

    @BeforeEach
    void start() throws IOException {
        simulator = AmpSimulator.builder()
                .blocks(10)
                .behaviour(b -> b.withBatchRows(5).withKeepAlives(Set.of()))
                .start();
        client = new RawFlight(simulator.flightPort());
    }

    @AfterEach
    void stop() {
        client.close();
        simulator.close();
    }

    @Test
    @DisplayName("30: keep-alives at the start and in the middle of a microbatch")
    void keepAlivesAreEmptyAndComplete() {
        simulator.behave(b -> b.withKeepAlives(Set.of(KeepAlive.START, KeepAlive.MIDDLE)));

        try (DoGet stream = client.open(LOGS)) {
            List<Message> batches = stream.microbatch();

            assertThat(batches.subList(1, batches.size()))
                    .extracting(message -> message.rows() == 0)
                    .startsWith(true, false, true, false)
                    .endsWith(false, true);
            assertThat(batches).filteredOn(Message::complete).hasSize(1);
        }
    }

    @Test
    @DisplayName("35: data, then a status before the completion")
    void failsBeforeTheCompletion() {
        simulator.faults().arm(new Fault(new Place.BeforeCompletion(1), 1, FAIL));

        try (DoGet stream = client.open(LOGS)) {
            assertThat(stream.end().getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(stream.received()).hasSizeGreaterThan(2).noneMatch(Message::complete);
        }
    }

    @Test
    @DisplayName("35: a status after the completion, of the second call only")
    void failsAfterTheCompletionOfTheSecondCall() {
        simulator.faults().arm(new Fault(new Place.AfterCompletion(1), 2, FAIL));

        try (DoGet first = client.open(LOGS);
                DoGet second = client.open(LOGS)) {
            assertThat(first.completion().rows()).isZero();
            assertThat(second.end().getDescription()).isEqualTo("streaming query execution error");
            assertThat(second.received().getLast().complete()).isTrue();
            assertThat(first.isOpen()).isTrue();
        }
    }

    @Test
    @DisplayName("36: a microbatch cut off after k messages, then a reset without trailers")
    void partialMicrobatchThenReset() {
        simulator.faults().arm(new Fault(new Place.AfterMessage(2), 1, new Action.Reset()));

        try (DoGet stream = client.open(LOGS)) {
            Status end = stream.end();

            assertThat(end.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(stream.received()).hasSize(3).noneMatch(Message::complete);
        }
        try (DoGet again = client.open(LOGS)) {
            assertThat(again.completion().range().end()).isEqualTo(9);
        }
    }

    @Test
    void callsAreRefusedOnArrival() {
        simulator.faults().arm(new Fault(new Place.AtGetFlightInfo(), 1, FAIL));
        simulator.faults().arm(new Fault(new Place.AtDoGet(), 1, FAIL));

        assertThatThrownBy(() -> client.info(LOGS)).hasMessageStartingWith("INTERNAL");
        try (DoGet stream = client.open(LOGS)) {
            assertThat(stream.end().getCode()).isEqualTo(Status.Code.INTERNAL);
            assertThat(stream.received()).isEmpty();
        }
        assertThat(simulator.faults().waiting()).isEmpty();
    }

    @Test
    void hangingStreamSaysNothingMore() {
        simulator.faults().arm(new Fault(new Place.BeforeMessage(1), 1, new Action.Hang()));

        try (DoGet stream = client.open(LOGS)) {
            assertThat(stream.next().isSchema()).isTrue();
            assertThat(stream.poll(SILENCE)).isNull();
            assertThat(stream.isOpen()).isTrue();
        }
    }

    @Test
    void silenceIsLiftedAgain() {
        simulator.behave(b -> b.withSilent(true));

        try (DoGet stream = client.open(LOGS)) {
            assertThat(stream.poll(SILENCE)).isNull();
            simulator.behave(b -> b.withSilent(false));
            assertThat(stream.completion().range().end()).isEqualTo(9);
        }
    }

    @Test
    void slowStreamPausesBeforeEachMessage() {
        simulator.behave(b -> b.withMessageDelay(Duration.ofMillis(60)));
        long before = System.nanoTime();

        try (DoGet stream = client.open(LOGS)) {
            int messages = stream.microbatch().size();
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThan(Duration.ofMillis(60L * messages));
        }
    }

    @Test
    void allConnectionsCanBeReset() {
        try (DoGet stream = client.open(LOGS)) {
            stream.microbatch();

            simulator.resetConnections();

            assertThat(stream.end().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
        }
    }
}
