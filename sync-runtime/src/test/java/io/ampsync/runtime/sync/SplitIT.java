package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.postgres.CommitProbe;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.flight.Fault;
import io.ampsync.simulator.flight.Fault.Action;
import io.ampsync.simulator.flight.Fault.Place;
import io.ampsync.simulator.table.SyntheticLedger.Density;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Microbatches beyond the memory budget: one of fifty blocks with seven logs each, committed in pieces. */
class SplitIT {
    private static final long TINY = 4_096;

    private static AmpSimulator.Builder oneLargeMicrobatch(AmpSimulator.Builder builder) {
        return builder.density(new Density(2, 7))
                .behaviour(behaviour ->
                        behaviour.withMicrobatchBlocks(50).withBatchRows(20).withMessageBytes(2_048));
    }

    @Test
    @DisplayName("53: pieces of a microbatch move no watermark; the open split says what is there")
    void aSplitIsRecorded() throws Exception {
        try (Playground at = Playground.create(SplitIT::oneLargeMicrobatch)) {
            at.amp.faults().arm(new Fault(new Place.BeforeCompletion(1), 1, new Action.Hang()));
            Loop loop = at.loop().tables("logs").splittingAt(TINY).start();
            Playground.await().untilAsserted(() -> assertThat(loop.commits).hasSizeGreaterThan(3));

            loop.stop();
            assertThat(at.checkpoint("logs")).isEqualTo("nothing");
            assertOpenSplitIsTrue(at);
            long complete = at.number("SELECT incremental_block_num FROM {schema}._ampsync_checkpoints");
            long pieces = at.number("SELECT max(seq) FROM {schema}._ampsync_changes");
            at.loop().tables("logs").splittingAt(TINY).start();
            at.awaitExact("logs");
            assertThat(at.column("SELECT concat_ws(' ', ordinal, kind, start_block, end_block)"
                            + " FROM {schema}._ampsync_changes WHERE kind = 'reorg' AND seq = " + (pieces + 1)))
                    .as("readers are told what of the pieces goes")
                    .containsExactly("0 reorg 0 " + complete);
            assertThat(at.number("SELECT max(seq) - count(DISTINCT seq) FROM {schema}._ampsync_changes"))
                    .as("gaps in the feed")
                    .isZero();
            assertThat(at.reorgs("logs")).isEmpty();
            assertThat(at.column("SELECT concat_ws(' ', start_block, end_block) FROM {schema}._ampsync_ranges"))
                    .containsExactly("0 49");
            assertThat(at.column("SELECT incremental_block_num FROM {schema}._ampsync_checkpoints"))
                    .containsExactly("49");
            assertThat(at.column("SELECT open_start FROM {schema}._ampsync_checkpoints"))
                    .containsExactly("null");
        }
    }

    @Test
    void aLargeMicrobatchIsStreamedIntoOneTransaction() throws Exception {
        try (Playground at = Playground.create(SplitIT::oneLargeMicrobatch)) {
            Loop loop = at.loop().tables("logs").splittingAt(TINY).streaming(1).start();
            at.awaitExact("logs");

            Playground.await()
                    .untilAsserted(() -> assertThat(loop.commits)
                            .singleElement()
                            .satisfies(commit -> {
                                assertThat(commit.closed()).isTrue();
                                assertThat(commit.range().end()).isEqualTo(49);
                            }));
            assertThat(at.column("SELECT kind FROM {schema}._ampsync_changes")).containsExactly("append");
        }
    }

    @Test
    void anOpenTransactionIsNotLeftWaiting() throws Exception {
        try (Playground at = Playground.create(SplitIT::oneLargeMicrobatch)) {
            at.amp.faults().arm(new Fault(new Place.BeforeCompletion(1), 1, new Action.Hang()));
            Loop loop = at.loop().tables("logs").splittingAt(TINY).streaming(1).start();
            Playground.await().untilAsserted(() -> assertThat(loop.commits).hasSize(1));

            assertThat(loop.commits.getFirst().closed()).isFalse();
            assertOpenSplitIsTrue(at);
            loop.stop();
            at.loop().tables("logs").splittingAt(TINY).streaming(1).start();
            at.awaitExact("logs");
        }
    }

    @Test
    void dyingInAnOpenTransactionLeavesNothing() throws Exception {
        try (Playground at = Playground.create(SplitIT::oneLargeMicrobatch)) {
            Loop loop = at.loop()
                    .tables("logs")
                    .splittingAt(TINY)
                    .streaming(1)
                    .probe(dyingAtTheFifthPiece())
                    .start();
            at.awaitExact("logs");

            assertThat(loop.failures).hasSize(1);
            assertThat(at.column("SELECT kind FROM {schema}._ampsync_changes ORDER BY seq"))
                    .doesNotContain("partial");
        }
    }

    private static CommitProbe dyingAtTheFifthPiece() {
        AtomicInteger pieces = new AtomicInteger();
        return point -> {
            if (point.equals("copy.piece") && pieces.incrementAndGet() == 5) {
                throw new IllegalStateException("died in the middle");
            }
        };
    }

    @Test
    @DisplayName("57: dying between the pieces leaves rows that the next attempt replaces")
    void deathBetweenPiecesIsRecoveredFrom() throws Exception {
        try (Playground at = Playground.create(SplitIT::oneLargeMicrobatch)) {
            Loop loop = at.loop()
                    .tables("logs")
                    .splittingAt(TINY)
                    .probe(new Countdown(25)::at)
                    .start();
            at.awaitExact("logs");

            assertThat(loop.failures).isNotEmpty();
            assertThat(at.number("SELECT count(*) FROM {schema}._ampsync_changes WHERE kind = 'partial'"))
                    .isGreaterThan(1);
        }
    }

    @Test
    void anOpenTailOfAnotherChainGoesWithItsReplacement() throws Exception {
        try (Playground at = Playground.create(SplitIT::oneLargeMicrobatch)) {
            at.amp.faults().arm(new Fault(new Place.BeforeCompletion(1), 1, new Action.Hang()));
            Loop loop = at.loop().tables("logs").splittingAt(TINY).start();
            Playground.await().untilAsserted(() -> assertThat(loop.commits).hasSizeGreaterThan(3));
            loop.stop();
            long before = at.number("SELECT count(*) FROM {schema}.logs");
            assertThat(before).isPositive();

            at.amp.chain().reorg(50, 60);
            CommitProbe untouched = point -> {
                if (point.equals("begin.before") && at.amp.openStreams() == 0) {
                    throw new IllegalStateException("a commit before the stream");
                }
            };
            at.loop().tables("logs").splittingAt(TINY).probe(untouched).start();
            at.awaitExact("logs");
        }
    }

    @Test
    void aBlockBeyondTheLimitIsOpenWithNothingComplete() throws Exception {
        try (Playground at = Playground.create(builder ->
                oneLargeMicrobatch(builder).density(new Density(2, 200)).blocks(12))) {
            at.amp.faults().arm(new Fault(new Place.BeforeCompletion(1), 1, new Action.Hang()));
            AtomicInteger commits = new AtomicInteger();
            CommitProbe onlyTwo = point -> {
                if (point.equals("begin.before") && commits.incrementAndGet() == 2) {
                    throw new IllegalStateException("died between two pieces");
                }
            };
            Loop loop =
                    at.loop().tables("logs").splittingAt(TINY).probe(onlyTwo).start();
            Playground.await().untilAsserted(() -> assertThat(loop.failures).isNotEmpty());
            assertThat(loop.commits.getFirst().closed()).isFalse();
            assertThat(at.column("SELECT kind FROM {schema}._ampsync_changes ORDER BY seq LIMIT 1"))
                    .containsExactly("partial");
            at.amp.resetConnections();
            at.awaitExact("logs");
        }
    }

    @Test
    void aReplacementIsWholeUpToTheOldCheckpointAndSplitAbove() throws Exception {
        try (Playground at = Playground.create(builder -> oneLargeMicrobatch(builder)
                .behaviour(behaviour ->
                        behaviour.withMicrobatchBlocks(10).withBatchRows(20).withMessageBytes(2_048)))) {
            Loop loop = at.loop().tables("logs").splittingAt(TINY).start();
            at.awaitExact("logs");
            at.amp.behave(behaviour -> behaviour.withMicrobatchBlocks(200));
            int before = loop.commits.size();
            at.amp.chain().reorg(20, 70);
            at.awaitExact("logs");

            assertThat(loop.reorgs)
                    .singleElement()
                    .satisfies(reorg -> assertThat(reorg.rowsAdded())
                            .as("the first piece reaches the old checkpoint")
                            .isGreaterThanOrEqualTo(17 * 7));
            assertThat(loop.commits).hasSizeGreaterThan(before + 3);
        }
    }

    /** I2 as recorded: rows above the watermark are those of the open split, complete up to where it says. */
    private static void assertOpenSplitIsTrue(Playground at) throws Exception {
        assertThat(at.column("""
                SELECT concat_ws(' ', open_start, open_end, open_rows = stored) FROM {schema}._ampsync_checkpoints,
                  (SELECT count(*) AS stored FROM {schema}.logs) t""")).containsExactly("0 49 t");
        long complete = at.number("SELECT incremental_block_num FROM {schema}._ampsync_checkpoints");
        assertThat(complete).isBetween(1L, 49L);
        assertThat(at.rows("logs")).isEqualTo(at.canonical("logs", complete));
    }
}
