package io.ampsync.runtime.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.stream.ModelChain.Block;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A table in memory: which block's rows it holds by number, and its journal. Checks I1 to I3 at every commit. */
final class ModelTable {
    private final ModelChain chain;
    private final TreeMap<Long, BlockHash> rows = new TreeMap<>();
    private final List<ModelServer.Delivery> group = new ArrayList<>();
    private Journal stored = Journal.empty();
    private Journal tentative = Journal.empty();
    int commits;

    ModelTable(ModelChain chain) {
        this.chain = chain;
    }

    Journal stored() {
        return stored;
    }

    /** With the uncommitted group. */
    Journal tentative() {
        return tentative;
    }

    void add(ModelServer.Delivery delivery) {
        tentative = tentative.append(entry(delivery));
        group.add(delivery);
    }

    void commit() {
        if (group.isEmpty()) {
            return;
        }
        group.forEach(this::store);
        group.clear();
        stored = tentative;
        commits++;
        check();
    }

    void replace(long cutFrom, ModelServer.Delivery delivery) {
        tentative = tentative.cutFrom(cutFrom).append(entry(delivery));
        rows.tailMap(cutFrom, true).clear();
        store(delivery);
        stored = tentative;
        commits++;
        check();
    }

    /** The uncommitted group is lost. */
    void crash() {
        group.clear();
        tentative = stored;
    }

    /** Merges two neighbours, as thinning does, anywhere. */
    void thin(int index) {
        if (stored.size() > 1 && group.isEmpty()) {
            int at = Math.floorMod(index, stored.size() - 1);
            stored = stored.merge(stored.at(at).mergedWith(stored.at(at + 1)));
            tentative = stored;
            check();
        }
    }

    private void store(ModelServer.Delivery delivery) {
        for (Block block : delivery.blocks()) {
            assertThat(rows.put(block.number(), block.hash()))
                    .as("rows of block %s twice", block.number())
                    .isNull();
        }
    }

    private static JournalEntry entry(ModelServer.Delivery delivery) {
        return new JournalEntry(delivery.range(), delivery.blocks().size(), RowDigest.EMPTY);
    }

    private void check() {
        Cursor checkpoint = stored.checkpoint().orElseThrow();
        Map<Long, BlockHash> expected = new HashMap<>();
        long first = stored.first().start();
        Block at = chain.find(checkpoint).orElseThrow();
        while (at != null && at.number() >= first) {
            expected.put(at.number(), at.hash());
            at = at.parent();
        }
        assertThat(rows).as("I1 and I2 at %s", checkpoint).isEqualTo(expected);
        assertThat(Journal.of(stored.entries()).entries()).as("I3").isEqualTo(stored.entries());
        for (JournalEntry entry : stored.entries()) {
            BlockRange range = entry.range();
            assertThat(expected).as("I3 boundary %s", range.end()).containsEntry(range.end(), range.hash());
        }
        assertThat(stored.entries().stream().mapToLong(JournalEntry::rows).sum())
                .as("rows in the journal")
                .isEqualTo(rows.size());
    }
}
