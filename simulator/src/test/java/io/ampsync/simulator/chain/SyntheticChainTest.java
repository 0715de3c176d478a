package io.ampsync.simulator.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SyntheticChainTest {
    private static SyntheticChain chain(long blocks) {
        SyntheticChain chain = new SyntheticChain(SyntheticChain.Shape.DEFAULT);
        chain.advance(blocks);
        return chain;
    }

    private static Hash hash(SyntheticChain chain, long number) {
        return chain.moment().block(number).orElseThrow().hash();
    }

    @Test
    void anyBlockOfTwentyMillionIsThereAtOnce() {
        assertTimeout(Duration.ofSeconds(1), () -> {
            SyntheticChain chain = chain(20_000_000);
            Block last = chain.moment().block(19_999_999).orElseThrow();

            assertThat(last.parentHash()).isEqualTo(hash(chain, 19_999_998));
        });
    }

    @Test
    void seedAndCallsDecideEveryHash() {
        SyntheticChain one = chain(50);
        SyntheticChain twin = chain(50);
        one.reorg(3, 4);
        twin.reorg(3, 4);
        SyntheticChain.Shape shape = SyntheticChain.Shape.DEFAULT;
        SyntheticChain other = new SyntheticChain(
                new SyntheticChain.Shape(2, 0, shape.genesisTime(), shape.blockTime(), shape.skipEvery()));
        other.advance(50);

        assertThat(hash(one, 50)).isEqualTo(hash(twin, 50));
        assertThat(hash(one, 5)).isNotEqualTo(hash(other, 5));
    }

    @Test
    void reorgShowsOnlyOnceTheNewChainIsHigher() {
        SyntheticChain chain = chain(10);
        Hash old = hash(chain, 9);

        chain.reorg(2, 2);

        assertThat(hash(chain, 9)).isEqualTo(old);
        assertThat(chain.reorgs()).isZero();

        chain.advance(1);

        assertThat(hash(chain, 9)).isNotEqualTo(old);
        assertThat(chain.reorgs()).isEqualTo(1);
        assertThat(chain.moment().head()).hasValue(10);
    }

    @Test
    void reorgToALowerHeadShowsAtOnceWhenAskedTo() {
        SyntheticChain chain = chain(10);
        chain.showReorgsAtOnce(true);

        chain.reorg(5, 2);

        assertThat(chain.moment().head()).hasValue(6);
        assertThat(chain.nodeHead()).hasValue(6);
    }

    @Test
    void reorgDeeperThanTheChainReplacesEverything() {
        SyntheticChain chain = chain(3);
        Hash genesis = hash(chain, 0);

        chain.reorg(100, 5);

        assertThat(hash(chain, 0)).isNotEqualTo(genesis);
        assertThat(chain.moment().orphan(0, genesis)).isPresent();
    }

    @Test
    void momentDoesNotMoveAndListenersHearOfEveryChangeUntilTheyLeave() {
        SyntheticChain chain = chain(3);
        SyntheticChain.Moment before = chain.moment();
        AtomicInteger heard = new AtomicInteger();
        try (Ledger.Subscription _ = chain.onChange(heard::incrementAndGet)) {
            chain.advance(1);
            chain.forgetOrphans();
        }
        chain.advance(1);

        assertThat(heard).hasValue(2);
        assertThat(before.head()).isEqualTo(OptionalLong.of(2));
    }

    /** Every block that was canonical once and is not now is an orphan with its parent; nothing else is. */
    @Property(tries = 200)
    void orphansAreExactlyTheBlocksThatWereOnceCanonical(
            @ForAll @Size(max = 12) List<@IntRange(min = -3, max = 12) Integer> steps) {
        SyntheticChain chain = chain(8);
        Map<Hash, Block> seen = new HashMap<>();
        remember(chain, seen);
        for (int step : steps) {
            if (step <= 0) {
                chain.advance(1 - step);
            } else {
                chain.reorg(step, 1 + step / 2);
                chain.advance(step % 4);
            }
            remember(chain, seen);
        }
        SyntheticChain.Moment now = chain.moment();
        for (Block block : seen.values()) {
            boolean canonical = now.block(block.number()).filter(block::equals).isPresent();
            assertThat(now.orphan(block.number(), block.hash()).isPresent()).isNotEqualTo(canonical);
            now.orphan(block.number(), block.hash())
                    .ifPresent(orphan -> assertThat(orphan).isEqualTo(block));
            assertThat(now.orphan(block.number() + 1, block.hash())).isEmpty();
        }
        assertThat(now.orphan(3, Hash.ZERO)).isEmpty();
    }

    @Test
    void forgottenOrphansAreUnknownAndLaterOnesKnown() {
        SyntheticChain chain = chain(10);
        Hash first = hash(chain, 9);
        chain.reorg(1, 2);
        Hash second = hash(chain, 10);
        chain.forgetOrphans();
        chain.reorg(1, 2);

        assertThat(chain.moment().orphan(9, first)).isEmpty();
        assertThat(chain.moment().orphan(10, second)).isPresent();
    }

    @Test
    void orphanIsFoundWithoutASearchThroughTenThousandForks() {
        SyntheticChain chain = chain(10);
        List<Block> heads = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            heads.add(chain.moment().block(chain.moment().head().orElseThrow()).orElseThrow());
            chain.reorg(1, 2);
        }
        SyntheticChain.Moment now = chain.moment();

        assertTimeout(
                Duration.ofSeconds(2),
                () -> assertThat(heads)
                        .allSatisfy(head -> assertThat(now.orphan(head.number(), head.hash()))
                                .contains(head)));
    }

    private static void remember(SyntheticChain chain, Map<Hash, Block> seen) {
        SyntheticChain.Moment moment = chain.moment();
        for (long number = 0; number <= moment.head().orElseThrow(); number++) {
            moment.block(number).ifPresent(block -> seen.put(block.hash(), block));
        }
    }
}
