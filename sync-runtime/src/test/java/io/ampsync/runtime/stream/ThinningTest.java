package io.ampsync.runtime.stream;

import static io.ampsync.runtime.stream.Blocks.entry;
import static io.ampsync.runtime.stream.Blocks.rangeA;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ThinningTest {
    private static Journal blocks(long count, long each) {
        return Journal.of(LongStream.range(0, count / each)
                .mapToObj(i -> entry(rangeA(i * each, (i + 1) * each - 1)))
                .toList());
    }

    private static Journal thinned(Journal journal, RuleSettings settings) {
        Journal result = journal;
        for (JournalEntry merged : Thinning.plan(journal, settings)) {
            result = result.merge(merged);
        }
        return result;
    }

    @Test
    @DisplayName("A53, A55: old boundaries are given up, with their blocks kept")
    void oldBoundariesAreMergedAndNoBlockLeaves() {
        Journal before = blocks(30_000, 1);
        Journal after = thinned(before, RuleSettings.DEFAULT);

        assertThat(after.size()).isLessThan(10_100);
        assertThat(after.first().start()).isZero();
        assertThat(Journal.of(after.entries()).checkpoint()).isEqualTo(before.checkpoint());
        assertThat(after.entries().stream().mapToLong(JournalEntry::rows).sum()).isEqualTo(30_000);
        assertThat(after.entries().stream().map(JournalEntry::digest).reduce(RowDigest.EMPTY, RowDigest::plus))
                .isEqualTo(
                        before.entries().stream().map(JournalEntry::digest).reduce(RowDigest.EMPTY, RowDigest::plus));
    }

    private static List<JournalEntry> from(long block, Journal journal) {
        return journal.entries().stream().filter(e -> e.end() >= block).toList();
    }

    @Test
    @DisplayName("A54: within the retention nothing is given up")
    void everyBoundaryOfTheNewestBlocksStays() {
        Journal after = thinned(blocks(30_000, 1), RuleSettings.DEFAULT);
        assertThat(from(20_000, after)).hasSize(10_000).allMatch(e -> e.start() == e.end());

        assertThat(from(5_000, thinned(blocks(30_000, 1), new RuleSettings(25_000))))
                .hasSize(25_000);
    }

    @Test
    void theNewestEntriesStayHoweverLongTheyAre() {
        Journal before = blocks(20_000_000, 1_000);
        Journal after = thinned(before, RuleSettings.DEFAULT);

        assertThat(after.entries().subList(after.size() - 256, after.size()))
                .isEqualTo(before.entries().subList(before.size() - 256, before.size()));
        assertThat(after.size()).isLessThan(256 + 60);
        assertThat(thinned(blocks(256_000, 1_000), RuleSettings.DEFAULT).size()).isEqualTo(256);
    }

    @Test
    void anOldRangeIsShortBesideItsDistance() {
        Journal after = thinned(blocks(2_000_000, 100), RuleSettings.DEFAULT);

        assertThat(after.entries()).allMatch(e -> e.end() - e.start() < Math.max(100, (2_000_000 - e.end()) / 4));
    }

    @Test
    void thinningTwiceIsThinningOnce() {
        Journal once = thinned(blocks(100_000, 7), RuleSettings.DEFAULT);

        assertThat(Thinning.plan(once, RuleSettings.DEFAULT)).isEmpty();
    }

    @Test
    void thePlanCanBeFollowedInPart() {
        Journal before = blocks(40_000, 10);
        List<JournalEntry> plan = Thinning.plan(before, RuleSettings.DEFAULT);

        assertThat(plan).hasSizeGreaterThan(3);
        assertThat(Journal.of(before.merge(plan.get(2)).merge(plan.getFirst()).entries())
                        .size())
                .isLessThan(before.size());
    }

    @Test
    void aJournalThatGrowsForeverStaysShort() {
        Journal journal = Journal.empty();
        for (long block = 0; block < 120_000; block++) {
            journal = journal.append(entry(rangeA(block, block)));
            if (block % 1_000 == 0) {
                journal = thinned(journal, RuleSettings.DEFAULT);
            }
        }
        assertThat(journal.size()).isLessThan(11_200);
    }
}
