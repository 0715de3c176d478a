package io.ampsync.simulator.evm;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SyncedChainTest {
    @Test
    void nothingSyncedHasNeitherEnd() {
        SyncedChain empty = SyncedChain.from(7);

        assertThat(empty.first()).isEmpty();
        assertThat(empty.head()).isEmpty();
        assertThat(empty.next()).isEqualTo(7);
        assertThat(empty.block(7)).isEmpty();
    }

    @Test
    void replacedBlocksAreOrphansUntilTheyAreCanonicalAgain() {
        List<Block> old = blocks(0, 0, 9);
        SyncedChain before = SyncedChain.from(0).append(old);
        SyncedChain after = before.replaceFrom(8, blocks(1, 8, 10));
        SyncedChain back = after.replaceFrom(8, blocks(0, 8, 11));

        assertThat(after.block(8)).contains(block(1, 8));
        assertThat(after.orphan(8, hash(0, 8))).contains(old.get(8));
        assertThat(after.orphan(9, hash(0, 8))).isEmpty();
        assertThat(before.block(8)).as("a snapshot does not move").contains(old.get(8));
        assertThat(before.orphan(8, hash(0, 8))).isEmpty();
        assertThat(back.orphan(8, hash(0, 8))).isEmpty();
        assertThat(back.orphan(10, hash(1, 10))).isPresent();
    }

    @Test
    void oldestOrphansAreForgottenFirst() {
        SyncedChain chain = SyncedChain.from(0).append(blocks(0, 0, 9_999));
        chain = chain.replaceFrom(0, blocks(1, 0, 10_000)).replaceFrom(10_000, blocks(2, 10_000, 10_001));

        assertThat(chain.orphan(0, hash(0, 0))).isEmpty();
        assertThat(chain.orphan(1, hash(0, 1))).isPresent();
        assertThat(chain.orphan(10_000, hash(1, 10_000))).isPresent();
    }

    /** Each step is a number of new blocks, and how many old ones they replace. */
    @Property(tries = 200)
    void everySnapshotStaysAsItWas(@ForAll @Size(max = 20) List<@IntRange(max = 40) Integer> steps) {
        SyncedChain chain = SyncedChain.from(3);
        List<SyncedChain> snapshots = new ArrayList<>();
        List<List<Block>> expected = new ArrayList<>();
        List<Block> model = new ArrayList<>();
        for (int fork = 0; fork < steps.size(); fork++) {
            int depth = Math.min(model.size(), steps.get(fork) / 8);
            long start = chain.next() - depth;
            List<Block> news = blocks(fork, start, chain.next() + steps.get(fork) % 8);
            chain = depth == 0 ? chain.append(news) : chain.replaceFrom(start, news);
            model = new ArrayList<>(model.subList(0, model.size() - depth));
            model.addAll(news);
            snapshots.add(chain);
            expected.add(model);
        }
        for (int i = 0; i < snapshots.size(); i++) {
            SyncedChain snapshot = snapshots.get(i);
            assertThat(LongStream.range(3, snapshot.next())
                            .mapToObj(number -> snapshot.block(number).orElseThrow())
                            .toList())
                    .isEqualTo(expected.get(i));
        }
    }

    private static List<Block> blocks(int fork, long first, long last) {
        return LongStream.rangeClosed(first, last)
                .mapToObj(number -> block(fork, number))
                .toList();
    }

    private static Block block(int fork, long number) {
        return new Block(number, hash(fork, number), hash(fork, number - 1), number);
    }

    private static Hash hash(int fork, long number) {
        byte[] bytes = new byte[Hash.BYTES];
        bytes[0] = (byte) fork;
        bytes[1] = (byte) number;
        bytes[2] = (byte) (number >> 8);
        return Hash.of(bytes);
    }
}
