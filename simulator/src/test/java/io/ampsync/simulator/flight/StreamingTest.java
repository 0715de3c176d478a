package io.ampsync.simulator.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.DoGet;
import io.ampsync.simulator.Message;
import io.ampsync.simulator.RawFlight;
import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.Hash;
import io.ampsync.simulator.flight.Behaviour.KeepAlive;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Items 12 to 29 of amp-protocol 13: what a stream sends, and where it goes on. */
class StreamingTest {
    private static final String DATASET = "\"_/anvil_rpc@1.0.0\"";
    private static final String BLOCKS = "SELECT * FROM " + DATASET + ".blocks SETTINGS stream = true";
    private static final String LOGS = "SELECT * FROM " + DATASET + ".logs SETTINGS stream = true";
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
    @DisplayName("12: the schema is not sent before the first microbatch starts")
    void schemaWaitsForTheFirstMicrobatch() {
        try (DoGet stream = client.open(BLOCKS, resume(9, hash(9)))) {
            assertThat(stream.poll(SILENCE)).isNull();
            assertThat(stream.isOpen()).isTrue();

            simulator.chain().advance(1);

            assertThat(stream.next().isSchema()).isTrue();
        }
    }

    @Test
    @DisplayName("13, 14, 15, 16: metadata of every message of a microbatch")
    void metadataNamesOneRangeOnEveryBatchAndNoneOnTheSchema() {
        simulator.behave(b -> b.withBatchRows(5).withKeepAlives(Set.of(KeepAlive.START)));

        try (DoGet stream = client.open(LOGS)) {
            List<Message> messages = stream.microbatch();

            assertThat(messages.getFirst().hasMetadata()).isFalse();
            List<Message> batches = messages.subList(1, messages.size());
            assertThat(batches).hasSizeGreaterThan(3).extracting(Message::range).containsOnly(range(0, 9, Hash.ZERO));
            assertThat(batches).filteredOn(Message::complete).singleElement().isEqualTo(batches.getLast());
            assertThat(batches.getLast().rows()).isZero();
            assertThat(batches.getLast().metadata())
                    .isEqualTo("{\"ranges\":[{\"hash\":\"" + hash(9) + "\",\"network\":\"anvil\",\"numbers\":"
                            + "{\"end\":9,\"start\":0},\"prev_hash\":\"0x" + "0".repeat(64)
                            + "\",\"timestamp\":1700000108}],\"ranges_complete\":true}");
        }
    }

    @Test
    @DisplayName("16: a microbatch without rows consists of its completion")
    void emptyMicrobatchIsClosedToo() {
        String none = "SELECT * FROM " + DATASET + ".logs WHERE address = X'00' SETTINGS stream = true";
        simulator.behave(b -> b.withKeepAlives(Set.of()));

        try (DoGet stream = client.open(none)) {
            assertThat(stream.next().isSchema()).isTrue();
            assertThat(stream.next().complete()).isTrue();
        }
    }

    @Test
    @DisplayName("17: rows ascend by block across the messages of a microbatch")
    void rowsAscendByBlock() {
        simulator.behave(b -> b.withBatchRows(4).withMessageBytes(1_000));

        try (DoGet stream = client.open(LOGS);
                RootAllocator allocator = new RootAllocator()) {
            List<Long> numbers = Rows.longs(stream.microbatch(), "_block_num", allocator);

            assertThat(numbers).hasSize(24).isSorted();
        }
    }

    @Test
    @DisplayName("18: a batch above the target size is split, all slices with the same metadata")
    void largeBatchIsSliced() {
        simulator.behave(b -> b.withMessageBytes(2_000).withKeepAlives(Set.of()));

        try (DoGet stream = client.open(LOGS);
                RootAllocator allocator = new RootAllocator()) {
            List<Message> messages = stream.microbatch();

            List<Message> slices = messages.subList(1, messages.size() - 1);
            assertThat(slices)
                    .hasSizeGreaterThan(2)
                    .extracting(Message::metadata)
                    .containsOnly(slices.getFirst().metadata());
            assertThat(Rows.longs(messages, "log_index", allocator)).hasSize(24);
        }
    }

    @Test
    @DisplayName("19, 20: microbatches follow each other by number and hash, none longer than the maximum")
    void microbatchesAreLinkedAndLimited() {
        simulator.behave(b -> b.withMicrobatchBlocks(4));

        try (DoGet stream = client.open(BLOCKS)) {
            assertThat(stream.completion().range()).isEqualTo(range(0, 3, Hash.ZERO));
            assertThat(stream.completion().range()).isEqualTo(range(4, 7, hash(3)));
            assertThat(stream.completion().range()).isEqualTo(range(8, 9, hash(7)));
        }
    }

    @Test
    @DisplayName("21: the same blocks can be cut differently on another connection")
    void cutsDifferBetweenConnections() {
        simulator.chain().advance(500);
        simulator.behave(b -> b.withCutSeed(OptionalLong.of(7)));

        assertThat(ends()).isNotEqualTo(ends());
    }

    @Test
    @DisplayName("22: an aligned reorg restarts at the fork with the hash of the last common block")
    void alignedReorg() {
        try (DoGet stream = client.open(BLOCKS)) {
            stream.microbatch();
            simulator.chain().advance(1);
            stream.microbatch();

            simulator.chain().reorg(1, 2);

            assertThat(stream.completion().range()).isEqualTo(range(10, 11, hash(9)));
        }
    }

    @Test
    @DisplayName("23: a mid-range reorg restarts inside the earlier range")
    void midRangeReorg() {
        try (DoGet stream = client.open(BLOCKS);
                RootAllocator allocator = new RootAllocator()) {
            Message schema = stream.microbatch().getFirst();

            simulator.chain().reorg(3, 5);

            List<Message> replacement = stream.microbatch();
            replacement.addFirst(schema);
            assertThat(replacement.getLast().range()).isEqualTo(range(7, 11, hash(6)));
            assertThat(Rows.longs(replacement, "_block_num", allocator)).containsExactly(7L, 8L, 9L, 10L, 11L);
        }
    }

    @Test
    @DisplayName("24: with reorgs shown at once, the end of a microbatch can fall")
    void endCanFall() {
        simulator.chain().showReorgsAtOnce(true);
        try (DoGet stream = client.open(BLOCKS)) {
            stream.microbatch();

            simulator.chain().reorg(6, 2);

            assertThat(stream.completion().range()).isEqualTo(range(4, 5, hash(3)));
        }
    }

    @Test
    @DisplayName("25: a reorg does not show until the chain is higher than what was extracted")
    void reorgIsSilentUntilTheChainGrows() {
        Hash before = hash(9);
        try (DoGet stream = client.open(BLOCKS)) {
            stream.microbatch();

            simulator.chain().reorg(3, 3);
            assertThat(stream.poll(SILENCE)).isNull();
            assertThat(hash(9)).isEqualTo(before);
            simulator.chain().advance(1);

            assertThat(stream.completion().range()).isEqualTo(range(7, 10, hash(6)));
            assertThat(hash(9)).isNotEqualTo(before);
        }
    }

    @Test
    @DisplayName("26: a canonical cursor is continued behind it")
    void canonicalCursorContinues() {
        try (DoGet stream = client.open(BLOCKS, resume(4, hash(4)))) {
            assertThat(stream.completion().range()).isEqualTo(range(5, 9, hash(4)));
        }
    }

    @Test
    @DisplayName("27: an orphaned cursor goes back to the fork, over several reorgs")
    void orphanedCursorIsRewound() {
        Map<String, String> cursor = resume(9, hash(9));
        simulator.chain().reorg(2, 3);
        simulator.chain().reorg(6, 8);

        try (DoGet stream = client.open(BLOCKS, cursor)) {
            assertThat(stream.completion().range()).isEqualTo(range(5, 12, hash(4)));
        }
    }

    @Test
    @DisplayName("28: with orphans forgotten the rewind is too shallow")
    void forgottenOrphanIsRewoundByOneBlockOnly() {
        Map<String, String> cursor = resume(9, hash(9));
        simulator.chain().reorg(5, 7);
        simulator.chain().forgetOrphans();

        try (DoGet stream = client.open(BLOCKS, cursor)) {
            assertThat(stream.completion().range()).isEqualTo(range(9, 11, hash(8)));
        }
    }

    @Test
    @DisplayName("29: a cursor above the head is met with silence until the chain gets there")
    void cursorAboveTheHeadWaits() {
        try (DoGet stream = client.open(BLOCKS, resume(12, Hash.parse("e".repeat(64))))) {
            assertThat(stream.poll(SILENCE)).isNull();
            assertThat(stream.isOpen()).isTrue();

            simulator.chain().advance(3);

            assertThat(stream.completion().range()).isEqualTo(range(12, 12, hash(11)));
        }
    }

    private List<Long> ends() {
        try (DoGet stream = client.open("SELECT _block_num FROM " + DATASET + ".blocks SETTINGS stream = true")) {
            return List.of(
                    stream.completion().range().end(),
                    stream.completion().range().end());
        }
    }

    private Hash hash(long number) {
        return block(number).hash();
    }

    private Block block(long number) {
        return simulator.ledger().view().block(number).orElseThrow();
    }

    private Message.Range range(long start, long end, Hash prevHash) {
        return new Message.Range("anvil", start, end, hash(end), prevHash);
    }

    private static Map<String, String> resume(long number, Hash hash) {
        return Map.of("amp-resume", "{\"anvil\":{\"number\":" + number + ",\"hash\":\"" + hash + "\"}}");
    }
}
