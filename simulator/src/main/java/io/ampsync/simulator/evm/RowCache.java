package io.ampsync.simulator.evm;

import io.ampsync.simulator.chain.Hash;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The rows of the blocks used last, up to a number of rows. Safe for use by many threads. */
final class RowCache {
    private final int capacity;
    private final Map<Hash, NodeBlock> blocks = new LinkedHashMap<>(16, 0.75f, true);
    private int size;

    /** @param capacity rows of all tables together; the newest block is kept even if it alone has more */
    RowCache(int capacity) {
        this.capacity = capacity;
    }

    synchronized void put(NodeBlock block) {
        if (blocks.put(block.block().hash(), block) != null) {
            return;
        }
        size += block.size();
        Iterator<NodeBlock> oldest = blocks.values().iterator();
        while (size > capacity && blocks.size() > 1) {
            size -= oldest.next().size();
            oldest.remove();
        }
    }

    synchronized Optional<NodeBlock> get(Hash hash) {
        return Optional.ofNullable(blocks.get(hash));
    }
}
