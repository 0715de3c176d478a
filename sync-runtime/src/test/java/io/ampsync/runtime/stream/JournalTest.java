package io.ampsync.runtime.stream;

import static io.ampsync.runtime.stream.Blocks.a;
import static io.ampsync.runtime.stream.Blocks.b;
import static io.ampsync.runtime.stream.Blocks.entry;
import static io.ampsync.runtime.stream.Blocks.journal;
import static io.ampsync.runtime.stream.Blocks.range;
import static io.ampsync.runtime.stream.Blocks.rangeA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class JournalTest {
    private static final Journal TWO = journal(5, 9, 12);

    @Test
    void anEmptyJournalHasNoCheckpoint() {
        assertThat(Journal.empty().checkpoint()).isEmpty();
        assertThat(Journal.empty().lastEndingBefore(Long.MAX_VALUE)).isEmpty();
        assertThatThrownBy(() -> Journal.empty().first()).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theCheckpointIsTheLastBoundary() {
        assertThat(TWO.checkpoint()).contains(new Cursor(12, a(12)));
        assertThat(TWO.first().start()).isEqualTo(5);
        assertThat(TWO.entries()).hasSize(2).last().isEqualTo(TWO.last());
    }

    @Test
    void aGapIsNeverAppended() {
        assertDefect(range(14, 15, a(15), a(13)));
        assertDefect(range(14, 15, a(15), null));
    }

    @Test
    void overlapForeignParentAndForeignNetworkAreNeverAppended() {
        assertDefect(range(12, 15, a(15), a(12)));
        assertDefect(range(13, 15, a(15), b(12)));
        assertDefect(new BlockRange("base", 13, 15, a(15), a(12)));
    }

    @Test
    void numbersWithoutABlockMayBeSkipped() {
        Journal journal = TWO.append(entry(range(20, 21, a(21), a(12))));

        assertThat(journal.lastEndingBefore(15)).map(JournalEntry::end).contains(12L);
        assertThat(journal.cutFrom(15).last().end()).isEqualTo(12);
    }

    @Test
    void aParentThatTheServerLeftOutIsAcceptedRightBehindOnly() {
        assertThat(TWO.append(entry(range(13, 14, a(14), null))).size()).isEqualTo(3);
        assertDefect(range(14, 14, a(14), null));
    }

    @Test
    void aCutInsideARangeIsRefused() {
        assertThatThrownBy(() -> TWO.cutFrom(11)).hasMessageContaining("10..12");
        assertThat(TWO.cutFrom(10).checkpoint()).contains(new Cursor(9, a(9)));
        assertThat(TWO.cutFrom(5).isEmpty()).isTrue();
        assertThat(TWO.cutFrom(13)).extracting(Journal::size).isEqualTo(2);
    }

    @Test
    void earlierVersionsDoNotChange() {
        Journal one = journal(0, 3);
        Journal left = one.append(entry(rangeA(4, 4)));
        Journal right = one.append(entry(rangeA(4, 8)));

        assertThat(one.last().end()).isEqualTo(3);
        assertThat(left.last().end()).isEqualTo(4);
        assertThat(right.last().end()).isEqualTo(8);
    }

    @Test
    void mergingSumsRowsAndDigestsAndKeepsEveryBlock() {
        Journal journal = journal(5, 9, 12, 13);
        Journal merged = journal.merge(journal.at(0).mergedWith(journal.at(1)));

        assertThat(merged.entries()).hasSize(2);
        assertThat(merged.first().range()).isEqualTo(rangeA(5, 12));
        assertThat(merged.first().rows()).isEqualTo(8);
        assertThat(merged.first().digest()).isEqualTo(new RowDigest(0, 21));
        assertThat(merged.last()).isEqualTo(journal.last());
    }

    @Property(tries = 60)
    void looksUpLikeAPlainList(@ForAll @IntRange(max = 700) int size, @ForAll Random random) {
        List<JournalEntry> plain = new ArrayList<>();
        Journal journal = Journal.empty();
        long next = random.nextInt(3);
        for (int i = 0; i < size; i++) {
            if (random.nextInt(40) == 0 && !plain.isEmpty()) {
                int kept = random.nextInt(plain.size());
                next = plain.get(kept).start();
                plain.subList(kept, plain.size()).clear();
                journal = journal.cutFrom(next);
            }
            JournalEntry entry = entry(rangeA(next, next + random.nextInt(4)));
            plain.add(entry);
            journal = journal.append(entry);
            next = entry.end() + 1;
        }
        assertThat(journal.entries()).isEqualTo(plain);
        assertThat(Journal.of(plain).entries()).isEqualTo(plain);
        for (long block = 0; block < next + 2; block++) {
            long at = block;
            assertThat(journal.entryEndingAt(block))
                    .isEqualTo(plain.stream().filter(e -> e.end() == at).findFirst());
            assertThat(journal.lastEndingBefore(block))
                    .isEqualTo(plain.stream().filter(e -> e.end() < at).reduce((x, y) -> y));
        }
    }

    private static void assertDefect(BlockRange range) {
        assertThatThrownBy(() -> TWO.append(entry(range)))
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DEFECT));
    }
}
