package io.ampsync.runtime.stream;

import static io.ampsync.runtime.stream.Blocks.a;
import static io.ampsync.runtime.stream.Blocks.b;
import static io.ampsync.runtime.stream.Blocks.range;
import static io.ampsync.runtime.stream.Blocks.rangeA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BatchMetadata;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.stream.MicrobatchTracker.Begins;
import io.ampsync.runtime.stream.MicrobatchTracker.Completes;
import io.ampsync.runtime.stream.MicrobatchTracker.Continues;
import io.ampsync.runtime.stream.MicrobatchTracker.Event;
import io.ampsync.runtime.stream.MicrobatchTracker.NoData;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MicrobatchTrackerTest {
    private final MicrobatchTracker tracker = new MicrobatchTracker();

    private Event data(BlockRange range) {
        return tracker.accept(new BatchMetadata(List.of(range), false), 7);
    }

    private Event complete(BlockRange range) {
        return tracker.accept(new BatchMetadata(List.of(range), true), 0);
    }

    private void assertRefused(String words, long rows, boolean complete, BlockRange... ranges) {
        assertThatThrownBy(() -> tracker.accept(new BatchMetadata(List.of(ranges), complete), rows))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.METADATA_INVALID))
                .hasMessageContaining(words);
    }

    @Test
    @DisplayName("A51, A52, 53, 54: only the last message of a microbatch completes it")
    void theFirstMessageBeginsAndTheFlagCompletes() {
        assertThat(data(rangeA(0, 9))).isEqualTo(new Begins(rangeA(0, 9)));
        assertThat(data(rangeA(0, 9))).isEqualTo(new Continues(rangeA(0, 9)));
        assertThat(data(rangeA(0, 9))).isEqualTo(new Continues(rangeA(0, 9)));
        assertThat(complete(rangeA(0, 9))).isEqualTo(new Completes(rangeA(0, 9), false));
        assertThat(data(rangeA(10, 10))).isEqualTo(new Begins(rangeA(10, 10)));
    }

    @Test
    @DisplayName("16: a microbatch without rows is one message, which begins and completes it")
    void oneMessageCanBeginAndComplete() {
        assertThat(complete(rangeA(0, 9))).isEqualTo(new Completes(rangeA(0, 9), true));
        assertThat(complete(rangeA(10, 19)).begins()).isTrue();
        assertThat(data(rangeA(20, 29)).begins()).isTrue();
        assertThat(complete(rangeA(20, 29)).begins()).isFalse();
    }

    @Test
    @DisplayName("55: a keep-alive continues the microbatch and completes nothing")
    void keepAlivesChangeNothing() {
        tracker.accept(new BatchMetadata(List.of(rangeA(0, 9)), false), 0);
        assertThat(tracker.accept(new BatchMetadata(List.of(rangeA(0, 9)), false), 0))
                .isEqualTo(new Continues(rangeA(0, 9)));
    }

    @Test
    @DisplayName("56: rows on the completing message are allowed, and belong to the microbatch")
    void rowsOnTheCompletion() {
        data(rangeA(0, 9));
        assertThat(tracker.accept(new BatchMetadata(List.of(rangeA(0, 9)), true), 3))
                .isEqualTo(new Completes(rangeA(0, 9), false));
    }

    @Test
    @DisplayName("51: time and spelling of a missing parent do not make another range")
    void theSameBlocksAreTheSameRange() {
        BlockRange timed = new BlockRange(Blocks.NETWORK, 0, 9, a(9), null, Instant.EPOCH);

        data(rangeA(0, 9));
        assertThat(data(timed)).isEqualTo(new Continues(timed));
    }

    @Test
    @DisplayName("15: other ranges while a microbatch is open are refused")
    void anotherRangeWhileOneIsOpen() {
        data(rangeA(0, 9));

        assertRefused("anvil 10..19 while anvil 0..9 is not complete", 1, false, rangeA(10, 19));
        assertRefused("is not complete", 1, true, range(0, 9, b(9), null));
        assertRefused("without a range while anvil 0..9", 0, true);
    }

    @Test
    @DisplayName("69: no range and complete means no data yet, and is no microbatch")
    void noDataYet() {
        assertThat(tracker.accept(new BatchMetadata(List.of(), true), 0)).isEqualTo(new NoData());
        assertThat(data(rangeA(0, 9))).isEqualTo(new Begins(rangeA(0, 9)));
    }

    @Test
    @DisplayName("52: rows without a range are refused")
    void rowsWithoutARange() {
        assertRefused("7 rows and no range", 7, false);
        assertRefused("7 rows and no range", 7, true);
        assertRefused("0 rows and no range", 0, false);
    }

    @Test
    @DisplayName("A70: one message speaks of one network, and of it once")
    void severalNetworksInOneMessage() {
        BlockRange base = new BlockRange("base", 0, 9, b(9), null);

        assertRefused("2 networks in one message: anvil, base", 1, false, rangeA(0, 9), base);
        assertRefused("anvil, anvil", 1, false, rangeA(0, 9), rangeA(0, 9));
    }

    @Test
    @DisplayName("A70: block 0 has no parent, and every other block one that is not zero")
    void parentsOfTheFirstBlock() {
        assertThat(complete(range(0, 1, a(1), BlockHash.ZERO))).isInstanceOf(Completes.class);
        assertThat(complete(range(0, 1, a(1), null))).isInstanceOf(Completes.class);
        assertThat(complete(range(1, 1, a(1), null))).as("left to the rules").isInstanceOf(Completes.class);
        assertRefused("begins at block 0 and names a parent", 1, false, range(0, 1, a(1), b(0)));
        assertRefused("names the zero hash as parent", 1, false, range(1, 1, a(1), BlockHash.ZERO));
    }

    @Test
    void anEndThatCannotExistIsRefused() {
        assertRefused("no block that can exist", 1, false, range(0, 9, BlockHash.ZERO, null));
        assertRefused("no block that can exist", 1, false, range(1, Long.MAX_VALUE, a(9), a(0)));
    }
}
