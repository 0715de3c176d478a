package io.ampsync.simulator.recording;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.DoGet;
import io.ampsync.simulator.Message;
import io.ampsync.simulator.RawFlight;
import io.ampsync.simulator.chain.SyntheticChain;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** 03, 04, 05, 06, 07, 09 and 13: the same steps give the same messages, keep-alives apart. */
class RecordedStreamsTest {
    private static final JsonNode RESUME = Recording.load("06_resume");
    private static final JsonNode MODES = Recording.load("04_filtered_and_modes");
    private static final String SILENT = "silent";

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
    }

    @Test
    void growth03() throws IOException {
        JsonNode recorded = Recording.load("03_stream_growth").get("blocks");
        AmpSimulator simulator = simulator(1);
        DoGet stream = stream(simulator, recorded.get("request"));
        List<Message> received = new ArrayList<>(stream.microbatch());

        for (int blocks : new int[] {1, 1, 5}) {
            simulator.chain().advance(blocks);
            received.addAll(stream.microbatch());
        }

        assertThat(Recording.shapes(received)).isEqualTo(Recording.shapes(recorded.get("messages")));
    }

    @ParameterizedTest
    @MethodSource("modes")
    void filteredAndModes04(String name) throws IOException {
        JsonNode recorded = MODES.get(name);
        AmpSimulator simulator = simulator(8);
        DoGet call = stream(simulator, recorded.get("request"));
        List<Message> received = new ArrayList<>(call.microbatch());
        if (recorded.path("still_open_after_6s").asBoolean()) {
            simulator.chain().advance(1);
            received.addAll(call.microbatch());
        }

        List<String> expected = Recording.shapes(recorded.get("messages"));
        assertThat(Recording.shapes(received)).isEqualTo(expected);
    }

    @Test
    void liveReorgs05() throws IOException {
        JsonNode steps = Recording.load("05_reorg_live").get("steps");
        AmpSimulator simulator = simulator(9);
        SyntheticChain chain = simulator.chain();
        DoGet stream = client(simulator)
                .open("SELECT _block_num, block_num, hash, parent_hash FROM anvil_rpc.blocks SETTINGS stream = true");
        stream.microbatch();

        for (JsonNode step : steps) {
            play(step.get("step").asText(), chain);
            List<String> expected = Recording.shapes(step.get("blocks_messages"));
            List<String> received = expected.isEmpty() ? List.of() : Recording.shapes(stream.microbatch());
            assertThat(received).as(step.get("step").asText()).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @MethodSource("resumes")
    void resume06(String name) throws IOException {
        JsonNode recorded = RESUME.get(name);
        long head = recorded.path("head").asLong();
        AmpSimulator simulator = simulator(head + 1);
        Map<String, String> headers = Recording.headers(recorded.get("request"));
        headers.replaceAll((_, value) -> withOwnHashes(value, simulator));

        DoGet stream = client(simulator).open(recorded.get("request").get("sql").asText(), headers);

        List<String> expected = Recording.shapes(recorded.get("messages"));
        if (recorded.get("end").get("code").asText().equals("INTERNAL")) {
            assertThat(stream.end().getDescription())
                    .isEqualTo(recorded.get("end").get("message").asText());
        } else if (expected.isEmpty()) {
            assertThat(stream.poll(Duration.ofMillis(200)) == null ? SILENT : "not silent")
                    .isEqualTo(SILENT);
        } else {
            if (recorded.has("mined_to")) {
                simulator.chain().advance(recorded.get("mined_to").asLong() - head);
            }
            assertThat(Recording.shapes(stream.microbatch())).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit", "count", "no_rows", "literal", "latest_revision", "no_revision", "bare_name"})
    void batchQueries07(String name) throws IOException {
        JsonNode recorded = Recording.load("07_batch").get(name);
        AmpSimulator simulator = simulator(49);

        List<Message> received =
                client(simulator).all(recorded.get("request").get("sql").asText());

        assertThat(Recording.shapes(received)).isEqualTo(allShapes(recorded.get("messages")));
    }

    @Test
    void catchUp09() throws IOException {
        JsonNode recorded = Recording.load("09_big").get("catch_up_2500_blocks");
        AmpSimulator simulator = simulator(2_549);
        String cursor = "{\"anvil\":{\"number\":48,\"hash\":\"" + hash(simulator, 48) + "\"}}";
        DoGet stream = client(simulator)
                .open(
                        "SELECT _block_num, hash FROM anvil_rpc.blocks SETTINGS stream = true",
                        Map.of("amp-resume", cursor));
        List<Message> received = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            received.addAll(stream.microbatch());
        }

        assertThat(Recording.shapes(received)).isEqualTo(Recording.shapes(recorded.get("messages")));
    }

    @Test
    void nothingSynced13() throws IOException {
        JsonNode recorded = Recording.load("13_start_block").get("deployed_no_blocks");
        AmpSimulator simulator = simulator(0);

        List<Message> received = client(simulator)
                .all("SELECT _block_num, hash, parent_hash FROM anvil_rpc.blocks SETTINGS stream = true");

        assertThat(Recording.shapes(received)).isEqualTo(Recording.shapes(recorded.get("messages")));
    }

    static Stream<String> modes() {
        // Batch queries: a real server sends them file part by file part (docs/simulator.md).
        Set<String> batches = Set.of("header_false_over_clause", "header_yes");
        return MODES.propertyStream().map(Map.Entry::getKey).filter(name -> !batches.contains(name));
    }

    /** The others need steps of their own: reorgs while away, a batch query. */
    static Stream<String> resumes() {
        Set<String> others = Set.of(
                "first_connection", "batch_query_with_resume", "reorg_while_away_aligned", "reorg_while_away_midrange");
        return RESUME.propertyStream().map(Map.Entry::getKey).filter(name -> !others.contains(name));
    }

    private static void play(String step, SyntheticChain chain) {
        switch (step.replaceAll(" \\(.*", "")) {
            case "mine 1", "mine 1 with logs", "mine 1 on top" -> chain.advance(1);
            case "mine 2" -> chain.advance(2);
            case "mine 4 in bulk" -> chain.advance(4);
            case "mine 6 in bulk" -> chain.advance(6);
            case "reorg depth 1 without height growth" -> chain.reorg(1, 1);
            case "reorg depth 2 + mine 1" -> chain.reorg(2, 3);
            case "reorg depth 8 + mine 2" -> chain.reorg(8, 10);
            case "reorg 1 + mine 1" -> chain.reorg(1, 2);
            case "reorg 3 + mine 1 at once after" -> chain.reorg(3, 4);
            case "anvil_rollback 5 + mine 2" -> chain.reorg(5, 2);
            default -> throw new IllegalArgumentException(step);
        }
    }

    /** A hash of the recorded chain becomes the same block's hash here; invented hashes stay. */
    private static String withOwnHashes(String header, AmpSimulator simulator) {
        Matcher cursor = Pattern.compile("(\"anvil\":.*?\"number\": ?(\\d+).*?\"hash\": ?\"(?:0x)?)([0-9a-fA-F]{64})")
                .matcher(header);
        return cursor.replaceAll(match -> {
            String recorded = match.group(3);
            if (recorded.startsWith("eeeeeeee")) {
                return match.group();
            }
            String own = hash(simulator, Long.parseLong(match.group(2))).substring(2);
            return match.group(1) + (recorded.matches("[0-9A-F]{64}") ? own.toUpperCase(Locale.ROOT) : own);
        });
    }

    private static List<String> allShapes(JsonNode messages) {
        List<String> shapes = new ArrayList<>(Recording.shapes(messages));
        if (messages.size() > shapes.size()) {
            // Here the empty, non-complete batch is the result without rows, not a keep-alive.
            shapes.add(1, shapes.getLast().replace("_complete\":true", "_complete\":false"));
        }
        return shapes;
    }

    private DoGet stream(AmpSimulator simulator, JsonNode request) {
        return client(simulator).open(request.get("sql").asText(), Recording.headers(request));
    }

    private RawFlight client(AmpSimulator simulator) {
        RawFlight client = new RawFlight(simulator.flightPort());
        open.add(client);
        return client;
    }

    private AmpSimulator simulator(long blocks) throws IOException {
        AmpSimulator simulator = AmpSimulator.builder()
                .blocks(blocks)
                .behaviour(b -> b.withKeepAlives(Set.of()))
                .start();
        open.add(simulator);
        return simulator;
    }

    private static String hash(AmpSimulator simulator, long number) {
        return simulator.ledger().view().block(number).orElseThrow().hash().toString();
    }
}
