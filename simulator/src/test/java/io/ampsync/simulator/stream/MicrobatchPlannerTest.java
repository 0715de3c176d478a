package io.ampsync.simulator.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.Hash;
import io.ampsync.simulator.chain.Mix;
import io.ampsync.simulator.chain.SyntheticChain;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.table.SyntheticLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MicrobatchPlannerTest {
    private static final MicrobatchPlanner.Cut WHOLE = (_, limit) -> limit;
    private static final MicrobatchPlanner HEAD = new MicrobatchPlanner("anvil", 0, true);
    private static final MicrobatchPlanner SEED = new MicrobatchPlanner("anvil", 0, false);

    private static SyntheticLedger ledger(int skipEvery, long blocks) {
        SyntheticChain chain =
                new SyntheticChain(new SyntheticChain.Shape(3, 0, Instant.EPOCH, Duration.ofSeconds(1), skipEvery));
        chain.advance(blocks);
        return new SyntheticLedger("anvil", chain, Era.HEAD, SyntheticLedger.Density.DEFAULT, List.of());
    }

    private static Block block(ChainView view, long number) {
        return view.block(number).orElseThrow();
    }

    private static Optional<Cursor> at(Block block) {
        return Optional.of(new Cursor(block.number(), block.hash()));
    }

    @Test
    void nothingIsDueWithoutBlocksBelowTheFloorOrBehindTheHead() {
        ChainView view = ledger(0, 10).view();

        assertThat(HEAD.next(ledger(0, 0).view(), Optional.empty(), 10, WHOLE)).isEmpty();
        assertThat(new MicrobatchPlanner("anvil", 10, true).next(view, Optional.empty(), 10, WHOLE))
                .isEmpty();
        assertThat(HEAD.next(view, at(block(view, 9)), 10, WHOLE)).isEmpty();
    }

    @Property
    @Label("19, 20, 21: however it is cut, the pieces are linked and none is longer than allowed")
    void piecesAreLinkedAndNoLongerThanAllowed(
            @ForAll @IntRange(min = 1, max = 120) int blocks,
            @ForAll @IntRange(max = 7) int skipEvery,
            @ForAll @LongRange(min = 1, max = 40) long longest,
            @ForAll long cutSeed) {
        Assume.that(skipEvery != 1);
        ChainView view = ledger(skipEvery, blocks).view();
        Assume.that(
                view.head().isPresent() && view.block(view.head().getAsLong()).isPresent());
        MicrobatchPlanner.Cut cut = (start, limit) -> start + Math.floorMod(Mix.mix(cutSeed, start), limit - start + 1);

        List<Microbatch> pieces = all(HEAD, view, longest, cut);

        assertThat(pieces.getFirst().start()).isEqualTo(view.first().orElseThrow());
        assertThat(pieces.getLast().end()).isEqualTo(view.head().orElseThrow());
        Hash previous = Hash.ZERO;
        long next = pieces.getFirst().start();
        for (Microbatch piece : pieces) {
            assertThat(piece.start()).isEqualTo(next);
            assertThat(piece.prevHash()).isEqualTo(previous);
            assertThat(piece.hash()).isEqualTo(block(view, piece.end()).hash());
            // A piece of skipped numbers only ends with the next block that there is.
            assertThat(piece.end() - piece.start() + 1).isLessThanOrEqualTo(longest + 1);
            previous = piece.hash();
            next = piece.end() + 1;
        }
    }

    @Test
    void seedErasWaitForExactlyTheNextNumberAndHeadGoesOnBehindAGap() {
        ChainView view = ledger(5, 9).view();
        Optional<Cursor> beforeTheGap = at(block(view, 3));

        assertThat(SEED.next(view, beforeTheGap, 10, WHOLE)).isEmpty();
        assertThat(HEAD.next(view, beforeTheGap, 10, WHOLE)).hasValueSatisfying(piece -> {
            assertThat(piece.start()).isEqualTo(4);
            assertThat(piece.end()).isEqualTo(8);
            assertThat(piece.prevHash()).isEqualTo(block(view, 3).hash());
        });
    }

    @Test
    void pieceOfSkippedNumbersOnlyEndsWithTheNextBlock() {
        ChainView view = ledger(5, 9).view();

        assertThat(HEAD.next(view, at(block(view, 3)), 1, WHOLE))
                .hasValueSatisfying(piece -> assertThat(piece.end()).isEqualTo(5));
    }

    @Property
    @Label("26, 27: a known cursor goes on behind itself, or behind the fork point if it is orphaned")
    void orphanedCursorGoesOnBehindTheForkPoint(
            @ForAll @LongRange(min = 1, max = 30) long depth, @ForAll @LongRange(max = 39) long number) {
        SyntheticLedger ledger = ledger(0, 40);
        Block known = block(ledger.view(), number);
        ledger.chain().reorg(depth, depth + 1);
        long fork = 40 - depth;

        Optional<Microbatch> next = HEAD.next(ledger.view(), at(known), 1_000, WHOLE);

        assertThat(next).hasValueSatisfying(piece -> {
            assertThat(piece.start()).isEqualTo(Math.min(number + 1, fork));
            assertThat(piece.end()).isEqualTo(40);
            assertThat(piece.prevHash())
                    .isEqualTo(block(ledger.view(), piece.start() - 1).hash());
        });
    }

    @Property
    @Label("27: reorgs on top of reorgs go back to what is still canonical")
    void severalReorgsGoBackToWhatIsStillCanonical(
            @ForAll @LongRange(min = 1, max = 8) long first, @ForAll @LongRange(min = 1, max = 12) long second) {
        SyntheticLedger ledger = ledger(0, 40);
        Block known = block(ledger.view(), 39);
        ledger.chain().reorg(first, first + 1);
        ledger.chain().reorg(second, second + 1);

        Optional<Microbatch> next = HEAD.next(ledger.view(), at(known), 1_000, WHOLE);

        assertThat(next.orElseThrow().start()).isEqualTo(Math.min(40 - first, 41 - second));
    }

    @Test
    @DisplayName("28: an unknown hash goes on at its own number, even if the fork is deeper")
    void forgottenCursorGoesOnAtItsOwnNumber() {
        SyntheticLedger ledger = ledger(0, 40);
        Block known = block(ledger.view(), 39);
        ledger.chain().reorg(10, 11);
        ledger.chain().forgetOrphans();

        assertThat(HEAD.next(ledger.view(), at(known), 1_000, WHOLE)
                        .orElseThrow()
                        .start())
                .isEqualTo(39);
    }

    @Test
    @DisplayName("29: a cursor ahead of the head is silence, until the chain reaches its number")
    void cursorAheadOfTheHeadWaitsForItsNumber() {
        SyntheticLedger ledger = ledger(0, 40);
        Optional<Cursor> ahead = Optional.of(new Cursor(41, Hash.parse("ee".repeat(32))));

        assertThat(HEAD.next(ledger.view(), ahead, 1_000, WHOLE)).isEmpty();

        ledger.chain().advance(2);

        assertThat(HEAD.next(ledger.view(), ahead, 1_000, WHOLE).orElseThrow().start())
                .isEqualTo(41);
    }

    @Test
    void reorgBelowTheFloorStartsAtTheFloorWithAnotherPreviousHash() {
        SyntheticLedger ledger = ledger(0, 40);
        MicrobatchPlanner planner = new MicrobatchPlanner("anvil", 35, true);
        Block known = block(ledger.view(), 39);
        Hash before = block(ledger.view(), 34).hash();
        ledger.chain().reorg(10, 11);

        Microbatch next = planner.next(ledger.view(), at(known), 1_000, WHOLE).orElseThrow();

        assertThat(next.start()).isEqualTo(35);
        assertThat(next.prevHash()).isNotEqualTo(before);
    }

    private static List<Microbatch> all(
            MicrobatchPlanner planner, ChainView view, long longest, MicrobatchPlanner.Cut cut) {
        List<Microbatch> pieces = new ArrayList<>();
        Optional<Microbatch> next = planner.next(view, Optional.empty(), longest, cut);
        while (next.isPresent()) {
            pieces.add(next.get());
            next = planner.next(view, next.map(Microbatch::cursor), longest, cut);
        }
        return pieces;
    }
}
