package io.ampsync.runtime.stream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.runtime.flight.BatchMetadata;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Twenty steps of a real chain with reorgs of every kind, as a real server streamed them. */
class RecordedReorgsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MicrobatchTracker tracker = new MicrobatchTracker();
    private final Dialogue table = new Dialogue(Journal.empty(), RuleSettings.DEFAULT);
    private final List<Decision> decisions = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"blocks_messages", "logs_messages"})
    void theRecordedReorgsAreFollowed(String stream) throws IOException {
        for (JsonNode step : recording("05_reorg_live.json").get("steps")) {
            boolean heard = false;
            for (JsonNode message : step.get(stream)) {
                heard |= hear(message);
            }
            if (heard) {
                BlockHash head = BlockHash.parse(step.get("anvil_head_hash").asText());
                assertThat(table.journal().checkpoint())
                        .as(step.get("step").asText())
                        .contains(new Cursor(step.get("anvil_head").asLong(), head));
            }
        }
        assertThat(decisions)
                .hasAtLeastOneElementOfType(Decision.Forward.class)
                .contains(new Decision.Replace(cutOf(ReorgKind.ALIGNED), ReorgKind.ALIGNED))
                .contains(new Decision.Replace(cutOf(ReorgKind.MID_RANGE), ReorgKind.MID_RANGE))
                .doesNotHaveAnyElementsOfTypes(Decision.Refuse.class, Decision.Redelivery.class);
    }

    private long cutOf(ReorgKind kind) {
        return decisions.stream()
                .filter(decision -> decision instanceof Decision.Replace replace && replace.kind() == kind)
                .map(decision -> ((Decision.Replace) decision).cutFrom())
                .findFirst()
                .orElse(-1L);
    }

    /** True if the message begins a microbatch; the server's answer to a reconnection was not recorded, but is known. */
    private boolean hear(JsonNode message) throws IOException {
        if (!message.hasNonNull("app_metadata")) {
            return false;
        }
        BatchMetadata metadata =
                metadata(JSON.readTree(message.get("app_metadata").asText()));
        if (!tracker.accept(metadata, message.get("rows").asLong()).begins()) {
            return false;
        }
        BlockRange range = metadata.ranges().getFirst();
        Decision decision = table.hear(range);
        decisions.add(decision);
        if (decision instanceof Decision.Reconnect) {
            Cursor below = table.cursor().orElseThrow();
            decisions.add(table.hear(
                    new BlockRange(range.network(), below.number() + 1, range.end(), range.hash(), below.hash())));
        }
        return true;
    }

    private static BatchMetadata metadata(JsonNode json) {
        List<BlockRange> ranges = new ArrayList<>();
        for (JsonNode range : json.get("ranges")) {
            ranges.add(new BlockRange(
                    range.get("network").asText(),
                    range.get("numbers").get("start").asLong(),
                    range.get("numbers").get("end").asLong(),
                    BlockHash.parse(range.get("hash").asText()),
                    BlockHash.parse(range.get("prev_hash").asText())));
        }
        return new BatchMetadata(ranges, json.get("ranges_complete").asBoolean());
    }

    private static JsonNode recording(String name) throws IOException {
        try (InputStream in = RecordedReorgsTest.class.getResourceAsStream("/recordings/" + name)) {
            return JSON.readTree(Objects.requireNonNull(in));
        }
    }
}
