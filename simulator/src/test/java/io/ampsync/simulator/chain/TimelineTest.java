package io.ampsync.simulator.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static SyntheticChain.Shape shape(long first, int skipEvery) {
        return new SyntheticChain.Shape(7, first, Instant.EPOCH, Duration.ofSeconds(1), skipEvery);
    }

    @Test
    void emptyHistoryHasNoBlock() {
        Timeline empty = Timeline.empty(shape(5, 0));

        assertThat(empty.isEmpty()).isTrue();
        assertThat(empty.block(4)).isEmpty();
        assertThat(empty.block(5)).isEmpty();
        assertThat(empty.isPrefixOf(empty.extendTo(9))).isTrue();
    }

    @Test
    void genesisHasTheZeroHashForAParentAndALaterFirstBlockHasNot() {
        assertThat(Timeline.empty(shape(0, 0))
                        .extendTo(3)
                        .block(0)
                        .orElseThrow()
                        .parentHash())
                .isEqualTo(Hash.ZERO);
        assertThat(Timeline.empty(shape(5, 0))
                        .extendTo(9)
                        .block(5)
                        .orElseThrow()
                        .parentHash())
                .isNotEqualTo(Hash.ZERO);
    }

    @Property
    void everyBlockLinksToTheOneBeforeIt(
            @ForAll @LongRange(max = 20) long first,
            @ForAll @IntRange(max = 9) int skip,
            @ForAll @Size(max = 6) List<@IntRange(min = 1, max = 30) Integer> depths) {
        Timeline timeline = Timeline.empty(shape(first, skip == 1 ? 0 : skip)).extendTo(first + 60);
        for (int i = 0; i < depths.size(); i++) {
            timeline = timeline.forkAt(timeline.head() - depths.get(i) + 1, i + 1, timeline.head() + i);
        }
        List<Block> blocks = LongStream.rangeClosed(first, timeline.head())
                .mapToObj(timeline::block)
                .flatMap(Optional::stream)
                .toList();

        assertThat(blocks.getFirst().number()).isEqualTo(timeline.first());
        assertThat(blocks.getLast().number()).isEqualTo(timeline.top());
        for (int i = 1; i < blocks.size(); i++) {
            assertThat(blocks.get(i).parentHash()).isEqualTo(blocks.get(i - 1).hash());
        }
    }

    @Property
    void forkKeepsWhatIsBelowItsPointAndReplacesTheRest(
            @ForAll @LongRange(min = 1, max = 50) long point, @ForAll @LongRange(max = 20) long length) {
        Timeline old = Timeline.empty(shape(0, 0)).extendTo(50);
        Timeline fork = old.forkAt(point, 1, point + length - 1);

        assertThat(fork.head()).isEqualTo(point + length - 1);
        assertThat(fork.block(point - 1)).isEqualTo(old.block(point - 1));
        assertThat(fork.block(point)).isNotEqualTo(old.block(point));
        assertThat(old.isPrefixOf(fork)).isFalse();
        assertThat(fork.isPrefixOf(old)).isEqualTo(length == 0);
        assertThat(old.forksCutBy(fork)).containsExactly(0L);
        assertThat(old.forksCutBy(old.extendTo(60))).isEmpty();
    }

    @Test
    void skippedNumbersHaveNoBlockAndAreNeitherEnd() {
        Timeline timeline = Timeline.empty(shape(3, 4)).extendTo(11);

        assertThat(timeline.block(7)).isEmpty();
        assertThat(timeline.first()).as("3 is skipped").isEqualTo(4);
        assertThat(timeline.top()).as("11 is skipped").isEqualTo(10);
        assertThat(timeline.block(8).orElseThrow().parentHash())
                .isEqualTo(timeline.block(6).orElseThrow().hash());
    }
}
