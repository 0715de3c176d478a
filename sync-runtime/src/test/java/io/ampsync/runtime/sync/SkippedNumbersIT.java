package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.chain.SyntheticChain;
import java.io.IOException;
import java.sql.SQLException;
import java.util.OptionalLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A chain whose numbers have holes: current servers go on behind them, and nothing of it is a gap. */
class SkippedNumbersIT {
    private static Playground skipping(int every) throws IOException, SQLException {
        SyntheticChain.Shape shape = SyntheticChain.Shape.DEFAULT;
        return Playground.create(builder -> builder.shape(new SyntheticChain.Shape(
                shape.seed(), shape.firstBlock(), shape.genesisTime(), shape.blockTime(), every)));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 10})
    void numbersWithoutABlockAreNoGap(int every) throws Exception {
        try (Playground at = skipping(every);
                Loop loop = at.start()) {
            at.awaitExact("blocks");
            at.amp.chain().advance(7);
            at.awaitExact("blocks");
            // Fork points and ends of microbatches are numbers without a block, too.
            at.amp.chain().reorg(every + 1L, every + 3L);
            at.awaitExact("blocks");

            assertThat(loop.failures).isEmpty();
            assertThat(loop.reorgs).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 5})
    void resumeAndReorgWhileAwayGoOnBehindTheHole(int every) throws Exception {
        try (Playground at = skipping(every)) {
            try (Loop loop = at.start()) {
                at.awaitExact("blocks");
                assertThat(loop.failures).isEmpty();
            }
            at.amp.chain().reorg(9, 13);
            at.amp.behave(b -> b.withMicrobatchBlocks(3).withCutSeed(OptionalLong.of(11)));
            try (Loop loop = at.start()) {
                at.awaitExact("blocks");

                assertThat(loop.failures).isEmpty();
            }
        }
    }
}
