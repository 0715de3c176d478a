package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.era.Era;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Forks of every kind, seen by a running loop and by one that was away; blocks 0 to 49 come as 0-9, 10-19, and so on. */
class ReorgIT {
    @Test
    @DisplayName("60: an aligned reorg removes and replaces orphans in one commit")
    void anAlignedReorgIsOneCommit() throws Exception {
        try (Playground at = Playground.create()) {
            Loop loop = at.start();
            at.awaitExact("blocks");
            at.amp.chain().reorg(20, 21);
            at.awaitExact("blocks");

            assertThat(at.reorgs("blocks")).singleElement().asString().startsWith("aligned 30 20 20 ");
            assertThat(loop.reorgs).singleElement().satisfies(reorg -> {
                assertThat(reorg.forkBlock()).isEqualTo(30);
                assertThat(reorg.rowsRemoved()).isEqualTo(20);
                assertThat(reorg.depth()).isEqualTo(20);
            });
            assertThat(at.column("SELECT seq FROM {schema}._ampsync_changes WHERE kind = 'reorg'"))
                    .as("the reorg and the first of its replacement have one number")
                    .isEqualTo(at.column("SELECT seq FROM {schema}._ampsync_changes WHERE start_block = 30 AND seq ="
                            + " (SELECT seq FROM {schema}._ampsync_changes WHERE kind = 'reorg')"
                            + " AND kind = 'append'"));
        }
    }

    @Test
    @DisplayName("61: a fork inside a stored range costs no row below it, and leaves none above")
    void aMidRangeReorgKeepsWhatIsBelowTheFork() throws Exception {
        try (Playground at = Playground.create()) {
            at.loop().tables("blocks", "logs").start();
            at.awaitExact("blocks");
            at.awaitExact("logs");
            at.amp.chain().reorg(15, 17);
            at.awaitExact("blocks");
            at.awaitExact("logs");

            assertThat(at.reorgs("blocks")).singleElement().asString().startsWith("mid_range ");
        }
    }

    @ParameterizedTest(name = "62: {0} blocks replaced by {1} while nobody was there")
    @CsvSource({"20, 21", "15, 17", "3, 30", "50, 55"})
    void aForkWhileAwayIsFound(long depth, long length) throws Exception {
        try (Playground at = Playground.create()) {
            Loop before = at.loop().tables("blocks", "logs").start();
            at.awaitExact("blocks");
            at.awaitExact("logs");
            assertThat(before.stop()).isEqualTo(new SyncEngine.Outcome.Stopped());
            at.amp.chain().reorg(depth, length);
            at.loop().tables("blocks", "logs").start();
            at.awaitExact("blocks");
            at.awaitExact("logs");

            assertThat(at.reorgs("blocks")).hasSize(1);
            assertThat(at.reorgs("logs")).hasSize(1);
        }
    }

    @ParameterizedTest(name = "63: {0} blocks deep, and the server forgot the orphans")
    @CsvSource({"12", "27", "41"})
    void aRewindThatIsTooShallowIsNoticed(long depth) throws Exception {
        try (Playground at = Playground.create()) {
            at.start();
            at.awaitExact("blocks");
            at.amp.resetConnections();
            at.amp.behave(behaviour -> behaviour.withSilent(true));
            at.amp.chain().reorg(depth, depth + 5);
            at.amp.chain().forgetOrphans();
            at.amp.resetConnections();
            at.amp.behave(behaviour -> behaviour.withSilent(false));
            at.awaitExact("blocks");

            assertThat(at.reorgs("blocks")).isNotEmpty();
        }
    }

    @Test
    @DisplayName("64: rows above the end of a shorter chain vanish")
    void aShorterChainLeavesNothingAboveItsEnd() throws Exception {
        try (Playground at = Playground.create()) {
            at.amp.chain().showReorgsAtOnce(true);
            at.start();
            at.awaitExact("blocks");
            at.amp.chain().reorg(20, 5);
            at.awaitExact("blocks");

            assertThat(at.number("SELECT max(_block_num_end) FROM {schema}.blocks"))
                    .isEqualTo(34);
        }
    }

    @Test
    @DisplayName("65: two reorgs without a watermark between them, one of them right after the start")
    void twoReorgsInARow() throws Exception {
        try (Playground at = Playground.create()) {
            Loop loop = at.start();
            at.awaitExact("blocks");
            loop.stop();
            at.amp.chain().reorg(10, 11);
            at.amp.chain().reorg(25, 26);
            at.start();
            at.amp.chain().reorg(5, 9);
            at.awaitExact("blocks");
            at.amp.chain().reorg(4, 5);
            at.amp.chain().reorg(18, 20);
            at.awaitExact("blocks");
        }
    }

    @Test
    @DisplayName("65: a reorg of the very first microbatch")
    void aReorgOfEverything() throws Exception {
        try (Playground at = Playground.create(builder -> builder.blocks(7))) {
            at.start();
            at.awaitExact("blocks");
            at.amp.chain().reorg(7, 9);
            at.awaitExact("blocks");

            assertThat(at.reorgs("blocks")).singleElement().asString().startsWith("first_block 0 7 7 ");
        }
    }

    @ParameterizedTest(name = "80: filled, forked twice, restarted, forked while away: {0}")
    @EnumSource(Era.class)
    void everyEraEndsExact(Era era) throws Exception {
        try (Playground at = Playground.create(builder -> builder.era(era))) {
            String[] tables = {"blocks", "transactions", "logs"};
            Loop first = at.loop().tables(tables).start();
            for (String table : tables) {
                at.awaitExact(table);
            }
            at.amp.chain().reorg(20, 22);
            at.amp.chain().advance(3);
            for (String table : tables) {
                at.awaitExact(table);
            }
            first.stop();
            at.amp.chain().reorg(13, 40);
            at.loop().tables(tables).start();
            for (String table : tables) {
                at.awaitExact(table);
            }
        }
    }

    @Test
    void aReplacementIsNeverSeenHalf() throws Exception {
        try (Playground at = Playground.create();
                Watch watch = new Watch(at)) {
            at.loop().committingEach().start();
            at.awaitExact("blocks");
            // Each replacement is one microbatch, which reaches beyond the old checkpoint.
            at.amp.behave(behaviour -> behaviour.withMicrobatchBlocks(1_000));
            watch.begin(50);
            for (int depth : new int[] {20, 15, 33, 8, 41}) {
                at.amp.chain().reorg(depth, depth + 1);
                at.awaitExact("blocks");
            }
            assertThat(watch.end()).isEmpty();
            assertThat(watch.looks()).isGreaterThan(20);
        }
    }

    @Test
    void reorgsOfEarlierLivesAreTold() throws Exception {
        try (Playground at = Playground.create()) {
            Loop first = at.start();
            at.awaitExact("blocks");
            at.amp.chain().reorg(20, 21);
            at.awaitExact("blocks");
            first.stop();
            Loop second = at.start();
            Playground.await().untilAsserted(() -> assertThat(second.pasts).isNotEmpty());

            assertThat(second.pasts.getFirst().total()).isEqualTo(1);
            assertThat(second.pasts.getFirst().maxDepth()).isEqualTo(20);
            assertThat(second.pasts.getFirst().last()).isNotNull();
        }
    }

    /** Another session that counts all the time: the chain only grows, so any smaller count is half a replacement. */
    private static final class Watch implements AutoCloseable {
        private final Playground at;
        private final AtomicBoolean stop = new AtomicBoolean();
        private final List<String> findings = new ArrayList<>();
        private CompletableFuture<Integer> looks = CompletableFuture.completedFuture(0);

        private Watch(Playground at) {
            this.at = at;
        }

        private void begin(long rows) {
            looks = CompletableFuture.supplyAsync(() -> look(rows));
        }

        private int look(long atLeast) {
            int count = 0;
            try (Connection connection = at.postgres.connect();
                    Statement statement = connection.createStatement()) {
                while (!stop.get() && findings.isEmpty()) {
                    count++;
                    try (ResultSet row = statement.executeQuery(at.expand("""
                            SELECT (SELECT count(*) FROM {schema}.blocks),
                                   (SELECT count(*) FROM {schema}.blocks b JOIN {schema}.blocks p
                                      ON p._block_num_end = b._block_num_end - 1 AND p.hash = b.parent_hash)"""))) {
                        row.next();
                        if (row.getLong(1) < atLeast || row.getLong(2) != row.getLong(1) - 1) {
                            findings.add(row.getLong(1) + " rows, " + row.getLong(2) + " with their parent");
                        }
                    }
                }
            } catch (Exception e) {
                findings.add(e.toString());
            }
            return count;
        }

        private List<String> end() throws Exception {
            stop.set(true);
            looks.get(10, TimeUnit.SECONDS);
            return findings;
        }

        private int looks() {
            return looks.join();
        }

        @Override
        public void close() {
            stop.set(true);
        }
    }
}
