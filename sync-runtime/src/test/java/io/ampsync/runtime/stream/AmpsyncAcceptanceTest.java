package io.ampsync.runtime.stream;

import static io.ampsync.runtime.stream.Blocks.a;
import static io.ampsync.runtime.stream.Blocks.b;
import static io.ampsync.runtime.stream.Blocks.forkB;
import static io.ampsync.runtime.stream.Blocks.journal;
import static io.ampsync.runtime.stream.Blocks.range;
import static io.ampsync.runtime.stream.Blocks.rangeA;
import static io.ampsync.runtime.stream.Blocks.rangeB;
import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What the tests of ampsync's transactional stream ask for, in terms of our journal: it numbers messages and undoes
 * intervals of numbers, we cut at boundaries.
 */
class AmpsyncAcceptanceTest {
    private static final Decision FORWARD = new Decision.Forward();

    private final Dialogue table = new Dialogue(journal(0, 10, 20, 30, 40), RuleSettings.DEFAULT);

    private static Decision replace(long cutFrom) {
        return new Decision.Replace(cutFrom, ReorgKind.ALIGNED);
    }

    @Test
    @DisplayName("A57: microbatches without rows advance the checkpoint")
    void emptyMicrobatchesAdvance() {
        assertThat(table.hear(rangeA(41, 41))).isEqualTo(FORWARD);
        assertThat(table.hear(rangeA(42, 50))).isEqualTo(FORWARD);
        assertThat(table.journal().checkpoint()).contains(new Cursor(50, a(50)));
    }

    @Test
    @DisplayName("A56, A61: a reorg of one network leaves the table of another one alone")
    void tablesAreIndependent() {
        Dialogue other = new Dialogue(
                Journal.empty().append(Blocks.entry(new BlockRange("base", 0, 40, a(40), null))), RuleSettings.DEFAULT);

        assertThat(table.hear(forkB(31, 41))).isEqualTo(replace(31));
        assertThat(other.hear(new BlockRange("base", 41, 41, a(41), a(40)))).isEqualTo(FORWARD);
    }

    @Test
    @DisplayName("A58: another hash over the last blocks replaces them")
    void anotherHashOverTheLastBlocks() {
        assertThat(table.hear(forkB(31, 40))).isEqualTo(replace(31));
        assertThat(table.journal().checkpoint()).contains(new Cursor(40, b(40)));
    }

    @Test
    @DisplayName("A59: a deep reorg removes everything from its start on")
    void deepReorg() {
        assertThat(table.hear(forkB(11, 20))).isEqualTo(replace(11));
        assertThat(table.journal().entries())
                .extracting(JournalEntry::range)
                .containsExactly(rangeA(0, 10), forkB(11, 20));
    }

    @Test
    @DisplayName("A60: what lies below a reorg is not touched")
    void nothingBelowIsTouched() {
        JournalEntry[] below = table.journal().cutFrom(31).entries().toArray(JournalEntry[]::new);

        table.hear(forkB(31, 45));

        assertThat(table.journal().entries()).startsWith(below).hasSize(4);
    }

    @Test
    @DisplayName("A62, 65: two reorgs in a row")
    void twoReorgsInARow() {
        assertThat(table.hear(forkB(31, 41))).isEqualTo(replace(31));
        assertThat(table.hear(range(21, 42, Blocks.hash(42, 'c'), a(20)))).isEqualTo(replace(21));
        assertThat(table.journal().checkpoint()).contains(new Cursor(42, Blocks.hash(42, 'c')));
    }

    @Test
    @DisplayName("A63: a step back with another parent is a reorg, whose start is looked for")
    void aStepBackWithAnotherParent() {
        assertThat(table.hear(rangeB(31, 41))).isInstanceOf(Decision.Reconnect.class);
        assertThat(table.hear(forkB(21, 41))).isEqualTo(new Decision.Replace(21, ReorgKind.BACKTRACKED));
    }

    @Test
    @DisplayName("A64, A65, A66: a restart goes on from what is committed, however much was not")
    void restartGoesOnFromTheCheckpoint() {
        Journal committed = table.journal();
        Connection connection = table.connection();
        Journal tentative = committed.append(Blocks.entry(rangeA(41, 45))).append(Blocks.entry(rangeA(46, 50)));
        assertThat(ReorgRules.decide(connection, tentative, rangeA(51, 52)).decision())
                .isEqualTo(FORWARD);

        Opening again = ReorgRules.open(committed, Memory.FRESH, RuleSettings.DEFAULT);

        assertThat(again.cursor()).contains(new Cursor(40, a(40)));
        assertThat(ReorgRules.decide(again.connection(), committed, rangeA(41, 60))
                        .decision())
                .isEqualTo(FORWARD);
    }

    @Test
    @DisplayName("A67: a restart before anything is committed begins at the first block")
    void restartBeforeAnything() {
        assertThat(ReorgRules.open(Journal.empty(), Memory.FRESH, RuleSettings.DEFAULT)
                        .cursor())
                .isEmpty();
    }

    @Test
    @DisplayName("A68: after a rewind the stream goes on as usual")
    void afterARewind() {
        table.hear(range(35, 41, b(41), b(34)));
        table.hear(forkB(31, 41));

        assertThat(table.hear(rangeB(42, 42))).isEqualTo(FORWARD);
        assertThat(table.hear(rangeB(43, 43))).isEqualTo(FORWARD);
    }

    @Test
    @DisplayName("A70: consecutive ranges, and a reorg down to block 0")
    void reorgToGenesis() {
        Dialogue young = new Dialogue(journal(0, 0, 3), RuleSettings.DEFAULT);

        assertThat(young.hear(rangeA(4, 4))).isEqualTo(FORWARD);
        assertThat(young.hear(forkB(0, 5)))
                .as("live, the cursor is known to be read")
                .isEqualTo(new Decision.Replace(0, ReorgKind.FIRST_BLOCK));
        assertThat(young.hear(rangeB(6, 6))).isEqualTo(FORWARD);
    }

    @Test
    @DisplayName("62: a restart in the middle of looking for a fork only costs connections")
    void restartWhileLookingForTheFork() {
        table.hear(range(35, 41, b(41), b(34)));
        assertThat(table.cursor()).contains(new Cursor(30, a(30)));

        table.restart();

        assertThat(table.cursor()).contains(new Cursor(40, a(40)));
        table.hear(range(35, 41, b(41), b(34)));
        assertThat(table.hear(forkB(31, 41))).isEqualTo(new Decision.Replace(31, ReorgKind.MID_RANGE));
    }
}
