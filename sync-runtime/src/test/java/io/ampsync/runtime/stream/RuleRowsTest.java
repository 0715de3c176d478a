package io.ampsync.runtime.stream;

import static io.ampsync.runtime.stream.Blocks.a;
import static io.ampsync.runtime.stream.Blocks.b;
import static io.ampsync.runtime.stream.Blocks.forkB;
import static io.ampsync.runtime.stream.Blocks.journal;
import static io.ampsync.runtime.stream.Blocks.range;
import static io.ampsync.runtime.stream.Blocks.rangeA;
import static io.ampsync.runtime.stream.Blocks.rangeB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The rows of the table one by one, with the numbers of {@code DESIGN.md}. */
class RuleRowsTest {
    private final Dialogue dialogue = new Dialogue(journal(5, 9, 12, 13, 20), new RuleSettings(10));

    @Test
    @DisplayName("row 1: the first microbatch is accepted wherever it begins")
    void anEmptyTableAcceptsAnyStart() {
        Dialogue empty = new Dialogue(Journal.empty(), RuleSettings.DEFAULT);

        assertThat(empty.cursor()).isEmpty();
        assertThat(empty.hear(range(700, 702, b(702), null))).isEqualTo(new Decision.Forward());
        assertThat(empty.journal().checkpoint()).contains(new Cursor(702, b(702)));
    }

    @Test
    @DisplayName("67, row 2: a gap is never accepted, and reported the second time in a row")
    void gapIsNeverAccepted() {
        assertThat(dialogue.hear(rangeA(22, 25))).isInstanceOf(Decision.Reconnect.class);
        assertThat(dialogue.refusal(rangeA(22, 25))).isEqualTo(Reason.SOURCE_GAP);
        assertThat(dialogue.refusal(range(22, 25, a(25), null))).isEqualTo(Reason.SOURCE_GAP);
        assertThat(dialogue.hear(rangeA(21, 25))).isEqualTo(new Decision.Forward());
        assertThat(dialogue.hear(rangeA(27, 28))).isInstanceOf(Decision.Reconnect.class);
    }

    @Test
    @DisplayName("row 2: numbers without a block are no gap")
    void numbersWithoutABlockMayBeLeftOut() {
        assertThat(dialogue.hear(range(24, 25, a(25), a(20)))).isEqualTo(new Decision.Forward());
        assertThat(dialogue.hear(range(22, 30, b(30), a(20)))).isEqualTo(new Decision.Replace(21, ReorgKind.ALIGNED));
    }

    @Test
    @DisplayName("68, row 3: an ignored cursor is not a reorg, and reported the third time in a row")
    void ignoredCursorIsReportedAndDeletesNothing() {
        for (int i = 0; i < 2; i++) {
            assertThat(dialogue.hear(rangeA(5, 12))).isInstanceOf(Decision.Reconnect.class);
            assertThat(dialogue.cursor()).contains(new Cursor(20, a(20)));
        }
        assertThat(dialogue.refusal(rangeA(5, 12))).isEqualTo(Reason.CURSOR_IGNORED);
        assertThat(dialogue.journal().size()).isEqualTo(4);
    }

    @Test
    @DisplayName("row 3: ignored cursors count only in a row")
    void anHonouredCursorForgivesTheIgnoredOnes() {
        for (int i = 0; i < 4; i++) {
            assertThat(dialogue.hear(rangeA(5, 12))).isInstanceOf(Decision.Reconnect.class);
            assertThat(dialogue.hear(rangeA(5, 9))).isInstanceOf(Decision.Reconnect.class);
            assertThat(dialogue.hear(rangeA(21 + i, 21 + i))).isEqualTo(new Decision.Forward());
            dialogue.reopen();
        }
    }

    @Test
    @DisplayName("65, row 3: a reorg of the first microbatch is told from an ignored cursor by what is behind it")
    void aReorgOfTheFirstMicrobatchAfterARestart() {
        Dialogue young = new Dialogue(journal(5, 8), RuleSettings.DEFAULT);

        assertThat(young.hear(forkB(5, 9))).isInstanceOf(Decision.Reconnect.class);
        assertThat(young.cursor()).hasValueSatisfying(cursor -> {
            assertThat(cursor.number()).isEqualTo(9);
            assertThat(cursor.hash()).isNotEqualTo(b(9)).isNotEqualTo(a(9));
        });
        assertThat(young.hear(rangeB(9, 9))).isInstanceOf(Decision.Reconnect.class);
        assertThat(young.cursor()).isEmpty();
        assertThat(young.hear(forkB(5, 9))).isEqualTo(new Decision.Replace(5, ReorgKind.FIRST_BLOCK));
        assertThat(young.hear(rangeB(10, 10))).isEqualTo(new Decision.Forward());
    }

    @Test
    @DisplayName(
            "68, row 3: an ignored cursor without a common boundary is found out by the block behind the first range")
    void anIgnoredCursorWithOtherCutsIsFoundOut() {
        assertThat(dialogue.hear(rangeA(5, 30))).isInstanceOf(Decision.Reconnect.class);
        assertThat(dialogue.hear(rangeA(5, 30))).isInstanceOf(Decision.Reconnect.class);
        assertThat(dialogue.cursor()).contains(new Cursor(20, a(20)));
        assertThat(dialogue.hear(rangeA(5, 30))).isInstanceOf(Decision.Reconnect.class);
        assertThat(dialogue.hear(rangeA(10, 30)))
                .as("cursors are read, and 9 is ours")
                .isInstanceOf(Decision.Reconnect.class);
        assertThat(dialogue.hear(rangeA(5, 30))).isInstanceOf(Decision.Reconnect.class);
        assertThat(dialogue.refusal(rangeA(5, 30))).isEqualTo(Reason.CURSOR_IGNORED);
    }

    @Test
    @DisplayName("row 3: a small table on another chain is replaced at once")
    void evidenceInTheAnswerItselfIsEnoughForFewBlocks() {
        Dialogue small = new Dialogue(journal(5, 9, 12), new RuleSettings(10));

        assertThat(small.hear(forkB(5, 9))).isEqualTo(new Decision.Replace(5, ReorgKind.FIRST_BLOCK));

        Dialogue other = new Dialogue(journal(5, 9, 12), new RuleSettings(10));
        assertThat(other.hear(rangeB(5, 7))).isEqualTo(new Decision.Replace(5, ReorgKind.FIRST_BLOCK));
    }

    @Test
    @DisplayName("row 3: replacing more than the retention needs two answers that agree")
    void manyBlocksNeedTwoAnswersThatAgree() {
        assertThat(dialogue.hear(rangeB(5, 7))).isInstanceOf(Decision.Reconnect.class);
        assertThat(dialogue.cursor()).isEmpty();
        assertThat(dialogue.hear(rangeB(5, 8))).isEqualTo(new Decision.Replace(5, ReorgKind.FIRST_BLOCK));
    }

    @Test
    @DisplayName("66, row 3: answers that disagree stop the table")
    @Produces(Reason.FORK_BEYOND_HISTORY)
    void answersThatDisagreeNeedAPerson() {
        assertThat(dialogue.hear(rangeB(5, 7))).isInstanceOf(Decision.Reconnect.class);
        assertThat(dialogue.refusal(range(5, 8, b(8), Blocks.hash(4, 'c')))).isEqualTo(Reason.FORK_BEYOND_HISTORY);
    }

    @Test
    @DisplayName("row 4: a source that begins lower than the table is for a person to judge")
    @Produces(Reason.START_MOVED)
    void aLowerStartNeedsAPerson() {
        assertThat(dialogue.refusal(rangeA(0, 40))).isEqualTo(Reason.START_MOVED);
        assertThat(dialogue.refusal(rangeA(4, 20))).isEqualTo(Reason.START_MOVED);
    }

    @Test
    @DisplayName("row 5: blocks that are stored already are skipped, and no reorg is recorded")
    void redeliveryUpToTheCheckpointAndBeyondIsNoReorg() {
        dialogue.hear(range(18, 22, b(22), b(17)));
        assertThat(dialogue.cursor()).contains(new Cursor(13, a(13)));

        assertThat(dialogue.hear(rangeA(14, 20))).isEqualTo(new Decision.Redelivery());
        dialogue.reopen();
        assertThat(dialogue.cursor()).contains(new Cursor(20, a(20)));
        assertThat(dialogue.hear(rangeA(21, 24))).isEqualTo(new Decision.Forward());
    }

    @Test
    @DisplayName("row 5: while looking for the fork, the cut moves up to the last proven boundary")
    void redeliveryMovesTheCutUp() {
        dialogue.hear(range(11, 22, b(22), b(10)));
        assertThat(dialogue.cursor()).contains(new Cursor(9, a(9)));

        assertThat(dialogue.hear(rangeA(10, 12))).isEqualTo(new Decision.Redelivery());
        assertThat(dialogue.hear(rangeA(13, 13))).isEqualTo(new Decision.Redelivery());
        assertThat(dialogue.hear(forkB(14, 22))).isEqualTo(new Decision.Replace(14, ReorgKind.MID_RANGE));
    }

    @Test
    @DisplayName("row 6: right behind the checkpoint, a parent that the server left out is the checkpoint")
    void noParentRightBehindTheCursorIsForward() {
        assertThat(dialogue.hear(range(21, 22, a(22), null))).isEqualTo(new Decision.Forward());
        assertThat(dialogue.hear(range(23, 23, a(23), null))).isEqualTo(new Decision.Forward());
    }

    @Test
    @DisplayName("63, row 7: a fork that the server skipped is looked for with older boundaries, doubling")
    void backtrackingDoubles() {
        Journal singles = journal(100, LongStream.rangeClosed(100, 140).toArray());
        Dialogue long40 = new Dialogue(singles, RuleSettings.DEFAULT);

        assertThat(long40.hear(rangeB(141, 141))).isInstanceOf(Decision.Reconnect.class);
        assertThat(long40.cursor()).contains(new Cursor(139, a(139)));
        assertThat(long40.hear(rangeB(139, 141))).isInstanceOf(Decision.Reconnect.class);
        assertThat(long40.cursor()).contains(new Cursor(136, a(136)));
        assertThat(long40.hear(rangeB(136, 141))).isInstanceOf(Decision.Reconnect.class);
        assertThat(long40.cursor()).contains(new Cursor(131, a(131)));
        assertThat(long40.hear(forkB(132, 141))).isEqualTo(new Decision.Replace(132, ReorgKind.BACKTRACKED));
        assertThat(long40.connection().memory()).isEqualTo(Memory.FRESH);
    }

    @Test
    @DisplayName("60, row 8: an aligned reorg is replaced in one step, also to a lower end (64)")
    void alignedReorg() {
        assertThat(dialogue.hear(forkB(14, 22))).isEqualTo(new Decision.Replace(14, ReorgKind.ALIGNED));
        assertThat(dialogue.hear(forkB(10, 11))).isEqualTo(new Decision.Replace(10, ReorgKind.ALIGNED));
        assertThat(dialogue.journal().checkpoint()).contains(new Cursor(11, b(11)));
    }

    @Test
    @DisplayName("61, A72, row 9: a reorg inside a range is read again from the boundary below")
    void midRangeReorgLosesNothing() {
        assertThat(dialogue.hear(range(17, 22, b(22), a(16)))).isInstanceOf(Decision.Reconnect.class);
        assertThat(dialogue.cursor()).contains(new Cursor(13, a(13)));
        assertThat(dialogue.hear(forkB(14, 22))).isEqualTo(new Decision.Replace(14, ReorgKind.MID_RANGE));
    }

    @Test
    @DisplayName("row 9: inside the first range everything is read again, without a cursor")
    void aReorgInsideTheFirstRange() {
        assertThat(dialogue.hear(range(7, 22, b(22), a(6)))).isInstanceOf(Decision.Reconnect.class);
        assertThat(dialogue.cursor()).isEmpty();
        assertThat(dialogue.hear(forkB(5, 21))).isEqualTo(new Decision.Replace(5, ReorgKind.FIRST_BLOCK));
    }

    @Test
    @DisplayName("row 9: if everything turns out to be as stored, nothing is read again")
    void aChainThatWentBackIsFollowedFromTheCheckpoint() {
        dialogue.hear(range(7, 22, b(22), a(6)));

        assertThat(dialogue.hear(rangeA(5, 9))).isInstanceOf(Decision.Reconnect.class);
        assertThat(dialogue.cursor()).contains(new Cursor(20, a(20)));
    }

    @Test
    @DisplayName("row 9: a parent that the server left out, elsewhere than behind the cursor, proves nothing")
    void noParentElsewhereIsReadAgain() {
        assertThat(dialogue.hear(range(14, 22, b(22), null))).isInstanceOf(Decision.Reconnect.class);
        assertThat(dialogue.cursor()).contains(new Cursor(13, a(13)));
        assertThat(dialogue.hear(range(14, 22, b(22), null))).isEqualTo(new Decision.Replace(14, ReorgKind.MID_RANGE));
    }

    @Test
    @DisplayName("63, row 10: a rewind that was too shallow goes on to older boundaries")
    void tooShallowRewindGoesFurther() {
        assertThat(dialogue.hear(range(14, 22, b(22), b(13)))).isInstanceOf(Decision.Reconnect.class);
        assertThat(dialogue.cursor()).contains(new Cursor(12, a(12)));
        assertThat(dialogue.hear(range(12, 22, b(22), b(11)))).isInstanceOf(Decision.Reconnect.class);
        assertThat(dialogue.cursor())
                .as("inside the first range now: everything again")
                .contains(new Cursor(9, a(9)));
        assertThat(dialogue.hear(range(9, 22, b(22), b(8)))).isInstanceOf(Decision.Reconnect.class);
        assertThat(dialogue.cursor()).isEmpty();
    }

    @Test
    @DisplayName("66: a lowest boundary that the source contradicts twice stops a large table")
    void theLowestBoundaryContradicted() {
        Dialogue one = new Dialogue(journal(5, 300), RuleSettings.DEFAULT);

        assertThat(one.hear(rangeB(301, 301))).isInstanceOf(Decision.Reconnect.class);
        assertThat(one.refusal(rangeB(301, 301))).isEqualTo(Reason.FORK_BEYOND_HISTORY);

        Dialogue small = new Dialogue(journal(5, 30), RuleSettings.DEFAULT);
        assertThat(small.hear(rangeB(31, 31))).isInstanceOf(Decision.Reconnect.class);
        assertThat(small.cursor()).isEmpty();
    }

    @Test
    void anotherNetworkIsRefused() {
        BlockRange base = new BlockRange("base", 21, 22, a(22), a(20));

        assertThat(dialogue.refusal(base)).isEqualTo(Reason.NETWORK_CHANGED);
    }

    @Test
    @DisplayName("A70: a lower block whose parent is the checkpoint is refused")
    void aBlockCannotFollowAHigherOne() {
        assertThat(dialogue.refusal(range(18, 22, b(22), a(20)))).isEqualTo(Reason.METADATA_INVALID);
    }

    @Test
    @DisplayName("66: a server that contradicts itself for ever is reported, not followed for ever")
    void contradictionsAreReported() {
        Decision last = new Decision.Forward();
        for (int i = 0; i < 200 && !(last instanceof Decision.Refuse); i++) {
            boolean fromTheStart = dialogue.cursor().isEmpty();
            last = dialogue.hear(fromTheStart ? rangeA(5, 9) : range(7, 22, b(22), a(6)));
        }
        assertThat(last)
                .isInstanceOfSatisfying(
                        Decision.Refuse.class,
                        refuse -> assertThat(refuse.reason()).isEqualTo(Reason.METADATA_INVALID));
    }

    @Test
    void blockZeroHasNoParentHoweverItIsWritten() {
        Dialogue genesis = new Dialogue(Journal.empty(), RuleSettings.DEFAULT);
        genesis.hear(range(0, 3, a(3), null));

        assertThat(genesis.hear(range(0, 4, b(4), BlockHash.ZERO)))
                .isEqualTo(new Decision.Replace(0, ReorgKind.FIRST_BLOCK));
    }

    @Test
    void aSilentAnswerIsNotWaitedForForEver() {
        dialogue.hear(range(17, 22, b(22), a(16)));
        Memory memory = dialogue.connection().memory().unanswered();

        assertThat(ReorgRules.open(dialogue.journal(), memory, RuleSettings.DEFAULT)
                        .cursor())
                .contains(new Cursor(20, a(20)));
        assertThat(Memory.FRESH.unanswered()).isEqualTo(Memory.FRESH);
    }

    @Test
    void aMicrobatchThatWasNotAcceptedCannotComplete() {
        Connection connection = dialogue.connection();
        Decision reconnect = new Decision.Reconnect(Memory.FRESH, "because");

        assertThatThrownBy(() -> connection.completed(rangeA(21, 22), reconnect))
                .isInstanceOf(IllegalStateException.class);
    }
}
