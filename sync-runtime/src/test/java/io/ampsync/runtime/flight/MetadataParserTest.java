package io.ampsync.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataParserTest {
    private static final String A2 = "0x" + "a2".repeat(32);
    private static final String B4 = "0x" + "b4".repeat(32);
    private static final List<String> RANGE = List.of(
            "\"numbers\":{\"end\":4,\"start\":3}",
            "\"network\":\"mainnet\"",
            "\"hash\":\"" + B4 + "\"",
            "\"prev_hash\":\"" + A2 + "\"",
            "\"timestamp\":1438270048");
    private static final BlockRange EXPECTED = new BlockRange(
            "mainnet", 3, 4, BlockHash.parse(B4), BlockHash.parse(A2), Instant.ofEpochSecond(1438270048));

    @Test
    void theDocumentOfTheProtocolIsRead() {
        assertThat(parse(document(RANGE))).isEqualTo(new BatchMetadata(List.of(EXPECTED), false));
    }

    @Property(tries = 100)
    void membersComeInAnyOrderAmongUnknownOnes(@ForAll("shuffledWithUnknown") List<String> members) {
        assertThat(parse("{\"x\":[{}],\"ranges_complete\":true,\"ranges\":[{" + String.join(",", members) + "}]}"))
                .isEqualTo(new BatchMetadata(List.of(EXPECTED), true));
    }

    @Provide
    Arbitrary<List<String>> shuffledWithUnknown() {
        List<String> all = new ArrayList<>(RANGE);
        all.add("\"finality\":{\"numbers\":{\"start\":9}}");
        all.add("\"zz\":null");
        return Arbitraries.shuffle(all);
    }

    @Test
    @DisplayName("51: prev_hash null or absent, timestamp absent, hashes without 0x and in upper case")
    void whatMayBeMissingMayBeMissing() {
        String hash = "\"hash\":\"" + "B4".repeat(32) + "\"";
        String numbers = RANGE.get(0);
        String network = RANGE.get(1);
        BlockRange bare = new BlockRange("mainnet", 3, 4, BlockHash.parse(B4), null);

        assertThat(parse(document(List.of(numbers, network, hash))).ranges()).containsExactly(bare);
        assertThat(parse(document(List.of(numbers, network, hash, "\"prev_hash\":null", "\"timestamp\":null")))
                        .ranges())
                .containsExactly(bare);
    }

    @Test
    void noRangesAtAllIsLegal() {
        assertThat(parse("{\"ranges\":[],\"ranges_complete\":true}")).isEqualTo(new BatchMetadata(List.of(), true));
    }

    @Test
    void oneRangePerNetworkKeepsItsOrder() {
        String two = "{\"ranges\":[{%s},{%s}],\"ranges_complete\":false}"
                .formatted(String.join(",", RANGE), String.join(",", RANGE).replace("mainnet", "base"));
        assertThat(parse(two).ranges()).extracting(BlockRange::network).containsExactly("mainnet", "base");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void everyMemberThatDecidesIsRequired(int missing) {
        List<String> members = new ArrayList<>(RANGE);
        members.remove(missing);
        assertRefused(document(members));
    }

    @ParameterizedTest
    @DisplayName("52: unparsable metadata is refused")
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"ranges\":[]}",
                "{\"ranges\":null,\"ranges_complete\":false}",
                "{\"ranges\":{},\"ranges_complete\":false}",
                "{\"ranges\":[7],\"ranges_complete\":false}",
                "{\"ranges\":[],\"ranges_complete\":\"true\"}",
                "{\"ranges\":[],\"ranges_complete\":null}",
                "{\"ranges\":[],\"ranges_complete\":1}",
                "{\"ranges\":[],\"ranges_complete\":true} x",
                "{\"ranges\":[],\"ranges_complete\":true}{}",
                "{\"ranges\":[],\"ranges\":[],\"ranges_complete\":true}",
            })
    void anythingElseIsRefused(String text) {
        assertRefused(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"numbers\":{\"start\":\"3\",\"end\":4}",
                "\"numbers\":{\"start\":3.0,\"end\":4}",
                "\"numbers\":{\"start\":3}",
                "\"numbers\":{\"start\":4,\"end\":3}",
                "\"numbers\":{\"start\":-1,\"end\":3}",
                "\"numbers\":{\"start\":3,\"end\":9223372036854775808}",
                "\"numbers\":{\"start\":3,\"end\":4,\"exclusive\":true}",
                "\"numbers\":[3,4]",
                "\"network\":\"\"",
                "\"network\":7",
                "\"hash\":null",
                "\"hash\":\"0x12\"",
                "\"hash\":\"0x" + "zz" + "\"",
                "\"prev_hash\":\"\"",
                "\"prev_hash\":7",
                "\"timestamp\":\"yesterday\"",
                "\"timestamp\":9223372036854775807",
            })
    void aWrongMemberIsRefused(String wrong) {
        String name = wrong.substring(0, wrong.indexOf(':'));
        assertRefused(document(RANGE.stream()
                .map(member -> member.startsWith(name) ? wrong : member)
                .collect(Collectors.toList())));
    }

    @Test
    void twoRangesOfOneNetworkAreRefused() {
        String range = String.join(",", RANGE);
        assertRefused("{\"ranges\":[{" + range + "},{" + range + "}],\"ranges_complete\":false}");
    }

    @Test
    void theMessageShowsABoundedExcerptOnOneLine() {
        assertThatThrownBy(() -> parse("{\"ranges\":\n[" + " ".repeat(100_000) + "oops"))
                .isInstanceOf(SyncException.class)
                .message()
                .contains("{\"ranges\": [", "…")
                .doesNotContain("\n")
                .hasSizeLessThan(400);
    }

    private static String document(List<String> range) {
        return "{\"ranges\":[{" + String.join(",", range) + "}],\"ranges_complete\":false}";
    }

    private static BatchMetadata parse(String text) {
        return MetadataParser.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(SyncException.class)
                .extracting(e -> ((SyncException) e).reason())
                .isEqualTo(Reason.METADATA_INVALID);
    }
}
