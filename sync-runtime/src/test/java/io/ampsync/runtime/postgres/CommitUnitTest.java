package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.stream.JournalEntry;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CommitUnitTest {
    private static final Expected AT_NINE = new Expected(1, new Cursor(9, Fill.hash(9, 0)));

    private static CommitUnit unit(OptionalLong deleteFrom, List<JournalEntry> entries, List<Change> changes) {
        return new CommitUnit(AT_NINE, List.of(), deleteFrom, entries, null, null, changes);
    }

    private static Change append(long first, long last) {
        return new Change(Change.Kind.APPEND, first, last, null);
    }

    @Test
    void rowsAreCountedOverAllSources() {
        CommitUnit unit = new CommitUnit(
                AT_NINE,
                List.of(Fill.rows(10, 12, 0), Fill.rows(13, 13, 0)),
                OptionalLong.empty(),
                List.of(Fill.entry(10, 13, 0, 0)),
                null,
                null,
                List.of(append(10, 13)));

        assertThat(unit.rowCount()).isEqualTo(4);
    }

    @Test
    void everyCommitIsInTheFeed() {
        assertThatThrownBy(() -> unit(OptionalLong.empty(), List.of(Fill.entry(10, 11, 0, 0)), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void entriesBeginAboveTheCheckpointUnlessItIsCut() {
        List<JournalEntry> below = List.of(Fill.entry(8, 11, 1, 0));

        assertThatThrownBy(() -> unit(OptionalLong.empty(), below, List.of(append(8, 11))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(unit(OptionalLong.of(8), below, List.of(append(8, 11))).entries())
                .hasSize(1);
    }

    @Test
    void entriesDoNotOverlap() {
        List<JournalEntry> overlapping = List.of(Fill.entry(10, 12, 0, 0), Fill.entry(12, 14, 0, 0));

        assertThatThrownBy(() -> unit(OptionalLong.empty(), overlapping, List.of(append(10, 14))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReorgIsTheFirstLineOfTheFeedAndNeverMissing() {
        CommitUnit reorg = Fill.reorg(AT_NINE, 8, 10, 1);

        assertThat(reorg.changes().getFirst().kind()).isEqualTo(Change.Kind.REORG);
        assertThatThrownBy(() -> new CommitUnit(
                        AT_NINE,
                        reorg.rows(),
                        reorg.deleteFrom(),
                        reorg.entries(),
                        reorg.reorg(),
                        null,
                        reorg.changes().reversed()))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new CommitUnit(
                        AT_NINE, reorg.rows(), OptionalLong.empty(), List.of(), reorg.reorg(), null, reorg.changes()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
