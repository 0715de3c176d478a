package io.ampsync.simulator.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.simulator.DoGet;
import io.ampsync.simulator.Message;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.catalog.Manifest;
import io.ampsync.simulator.flight.Behaviour.KeepAlive;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.flight.impl.Flight;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** 12, 13, 17, 18 and 19: cursors, a start block ahead of the chain, a server that goes away, keep-alives. */
class RecordedResumeTest {
    private static final JsonNode MORE = Recording.load("12_resume_more");
    private static final JsonNode START = Recording.load("13_start_block");
    private static final DatasetName LATE = DatasetName.of("late2564");
    private static final Duration SILENCE = Duration.ofMillis(150);

    @Test
    void cursorAheadWithAnUnknownHashWaitsAndBeginsAtItsNumber12() throws IOException {
        JsonNode recorded = MORE.get("ahead_unknown_hash_chain_grows_past_it");
        JsonNode cursor = recorded.get("request").get("cursor").get("anvil");
        try (Played played = Played.at(recorded.get("head_at_start").asLong());
                DoGet stream = played.client()
                        .open(
                                recorded.get("request").get("sql").asText(),
                                Played.resume(
                                        cursor.get("number").asLong(),
                                        cursor.get("hash").asText()))) {
            List<Message> received = new ArrayList<>();
            played.chain().advance(1);
            assertThat(stream.poll(SILENCE)).isNull();
            for (int i = 1; i < recorded.get("mined").size(); i++) {
                played.chain().advance(1);
                received.addAll(stream.microbatch());
            }

            assertSame(received, recorded.get("messages"));
        }
    }

    @Test
    void cursorOrphanedByTwoReorgsGoesBackBehindBoth12() throws IOException {
        JsonNode recorded = MORE.get("orphaned_cursor_after_two_reorgs");
        long head = recorded.get("heads").get(0).asLong();
        try (Played played = Played.at(head)) {
            Map<String, String> cursor = played.resume(head);
            played.chain().reorg(2, 3);
            played.chain().reorg(4, 5);
            try (DoGet stream = played.client()
                    .open(
                            "SELECT _block_num, hash, parent_hash FROM anvil_rpc.blocks SETTINGS stream = true",
                            cursor)) {
                assertSame(stream.microbatch(), recorded.get("messages"));
            }
        }
    }

    @Test
    void ticketCanBeUsedTwice12() throws IOException {
        JsonNode recorded = MORE.get("ticket_used_twice_headers_on_doget");
        try (Played played = Played.at(2_560)) {
            Flight.Ticket ticket = played.client()
                    .info("SELECT * FROM anvil_rpc.blocks")
                    .getEndpoint(0)
                    .getTicket();

            for (int call : new int[] {0, 2}) {
                try (DoGet get = played.client().open(ticket, Map.of("amp-stream", "true"))) {
                    assertThat(get.end().getCode().name())
                            .isEqualTo(recorded.get(call).get("code").asText());
                }
            }
        }
    }

    @Test
    void startBlockAheadOfTheChain13() throws IOException {
        try (Played played = Played.at(2_560)) {
            played.simulator()
                    .catalog()
                    .register(
                            LATE,
                            "1.0.0",
                            new Manifest(
                                    "evm-rpc",
                                    2_564,
                                    played.simulator().ledger().tables(),
                                    played.simulator().ledger()));
            String sql = START.get("registered_not_deployed").get("request").asText();
            assertThat(masked(String.valueOf(played.client().open(sql).end().getDescription())))
                    .isEqualTo(masked(START.get("registered_not_deployed")
                            .get("end")
                            .get("message")
                            .asText()));

            played.simulator().catalog().deploy(LATE, "1.0.0", true);
            assertSame(played.client().all(sql), START.get("deployed_no_blocks").get("messages"));
            try (DoGet cursor = played.client().open(sql, played.resume(2_560))) {
                assertSame(
                        cursor.rest(),
                        START.get("deployed_no_blocks_with_cursor").get("messages"));
            }

            played.chain().advance(5);
            JsonNode first = START.get("first_microbatch_then_reorged");
            try (DoGet stream = played.client().open(sql)) {
                List<Message> received = new ArrayList<>(stream.microbatch());
                played.chain().reorg(first.get("reorg_depth").asLong(), 3);
                received.addAll(stream.microbatch());
                assertSame(received, first.get("messages"));
            }
            assertThat(played.client()
                            .open(sql, Map.of("amp-resume", "{}"))
                            .end()
                            .getDescription())
                    .isEqualTo(START.get("empty_cursor_with_data")
                            .get("end")
                            .get("message")
                            .asText());

            JsonNode below = START.get("reorg_below_start_block");
            long depth = below.get("depth").asLong();
            try (DoGet stream = played.client().open(sql)) {
                List<Message> received = new ArrayList<>(stream.microbatch());
                played.chain().reorg(depth, depth + 1);
                received.addAll(stream.microbatch());
                assertThat(Recording.shapes(received))
                        .isEqualTo(Recording.shapes(below.get("messages")).subList(0, received.size()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"SIGTERM", "SIGKILL"})
    void serverThatGoesAwayAndComesBack17(String signal) throws IOException {
        JsonNode recorded = Recording.load("17_restart").get(signal);
        long number = recorded.get("cursor").get("anvil").get("number").asLong();
        String sql = "SELECT _block_num, hash FROM anvil_rpc.blocks SETTINGS stream = true";
        int port;
        Map<String, String> cursor;
        try (Played played = Played.at(number - 1)) {
            port = played.simulator().flightPort();
            DoGet stream = played.client().open(sql, played.resume(number - 1));
            played.chain().advance(1);
            assertSame(stream.microbatch(), recorded.get("messages"));
            cursor = played.resume(number);
            played.simulator().close();

            assertThat(stream.end().getCode().name())
                    .isEqualTo(recorded.get("end").get("code").asText());
            assertThatExceptionOfType(StatusRuntimeException.class)
                    .isThrownBy(() -> played.client().info(sql))
                    .satisfies(e -> assertThat(e.getStatus().getCode().name())
                            .isEqualTo(recorded.get("get_flight_info_while_down")
                                    .get("code")
                                    .asText()));
        }
        try (Played again = Played.at(number + 1, port);
                DoGet stream = again.client().open(sql, cursor)) {
            assertThat(stream.microbatch().getLast().range().start()).isEqualTo(number + 1);
        }
    }

    @Test
    void reorgWhileNobodyListened18() throws IOException {
        JsonNode recorded = Recording.load("18_reorg_while_server_down");
        long number = recorded.get("cursor").get("anvil").get("number").asLong();
        long depth = recorded.get("reorg_depth").asLong();
        try (Played played = Played.at(number)) {
            Map<String, String> cursor = played.resume(number);
            played.chain().reorg(depth, recorded.get("new_head").asLong() - number + depth);
            try (DoGet stream = played.client().open(recorded.get("request").asText(), cursor)) {
                assertSame(stream.microbatch(), recorded.get("messages"));
            }
        }
    }

    @Test
    void keepAlivesLookLikeTheRecordedOnes19() throws IOException {
        JsonNode recorded = Recording.load("19_keep_alive").get("messages");
        try (Played played = Played.at(3_123)) {
            played.simulator()
                    .behave(b -> b.withKeepAlives(Set.of(KeepAlive.START, KeepAlive.MIDDLE))
                            .withBatchRows(1_000));
            try (DoGet stream = played.client()
                    .open("SELECT block_num FROM anvil_rpc.logs SETTINGS stream = true", played.resume(2_623))) {
                List<Message> received = stream.microbatch();

                assertThat(received.getFirst().data().toByteArray()).isEqualTo(Recording.bytes(recorded.get(0)));
                assertThat(Recording.all(received).stream()
                                .filter(shape -> shape.endsWith("\"ranges_complete\":false}"))
                                .filter(shape -> shape.contains(" rows 0 ")))
                        .isEqualTo(Recording.all(recorded).subList(1, 3));
            }
        }
    }

    private static void assertSame(List<Message> received, JsonNode recorded) {
        assertThat(Recording.shapes(received)).isEqualTo(Recording.shapes(recorded));
        assertThat(received.getFirst().data().toByteArray()).isEqualTo(Recording.bytes(recorded.get(0)));
    }

    private static String masked(String text) {
        return text.replaceAll("[0-9a-f]{64}", "HASH");
    }
}
