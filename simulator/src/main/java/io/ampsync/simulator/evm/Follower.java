package io.ampsync.simulator.evm;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.Hash;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One look at the node at a time. As the real server does, it looks for a reorg only when the node is higher than what is
 * synced; a reorg to the same or a lower height stays unseen until then (amp-protocol 16.9).
 */
final class Follower {
    /** Blocks fetched, and shown, at a time. */
    static final int STRIDE = 50;

    private final EvmNode node;
    private final Consumer<NodeBlock> rows;
    private volatile long nodeHead = -1;

    /** @param rows is given every block that becomes canonical, before it is */
    Follower(EvmNode node, Consumer<NodeBlock> rows) {
        this.node = node;
        this.rows = rows;
    }

    /** The chain after one look; the same object when there is nothing new, or when the node moved meanwhile. */
    SyncedChain look(SyncedChain chain) throws IOException {
        long highest = askHead();
        if (highest < chain.next()) {
            return chain;
        }
        List<Block> news = linked(chain.block(chain.next() - 1), fetch(chain.next(), highest));
        if (!news.isEmpty()) {
            return chain.append(news);
        }
        return chain.head().isEmpty() ? chain : onNewBranch(chain, highest);
    }

    /** Number of the node's newest block. */
    long askHead() throws IOException {
        long head = node.head();
        nodeHead = head;
        return head;
    }

    /** What {@link #askHead} answered last, -1 before. Safe for use by many threads. */
    long nodeHead() {
        return nodeHead;
    }

    private SyncedChain onNewBranch(SyncedChain chain, long highest) throws IOException {
        long fork = forkPoint(chain);
        List<Block> branch = new ArrayList<>();
        Optional<Block> last = chain.block(fork - 1);
        // The old branch stays until the new one is higher, however long that is.
        while (fork + branch.size() <= chain.next()) {
            List<Block> more = linked(last, fetch(fork + branch.size(), highest));
            if (more.isEmpty()) {
                return chain;
            }
            branch.addAll(more);
            last = Optional.of(branch.getLast());
        }
        return chain.replaceFrom(fork, branch);
    }

    /** The lowest number whose block the node has replaced. */
    private long forkPoint(SyncedChain chain) throws IOException {
        long fork = chain.next();
        while (chain.block(fork - 1).isPresent() && !node.header(fork - 1).equals(chain.block(fork - 1))) {
            fork--;
        }
        return fork;
    }

    private List<Block> fetch(long from, long highest) throws IOException {
        List<NodeBlock> fetched = node.blocks(from, Math.min(highest, from + STRIDE - 1));
        fetched.forEach(rows);
        return fetched.stream().map(NodeBlock::block).toList();
    }

    /** The blocks up to the first that does not follow the one before it; without a parent any start will do. */
    private static List<Block> linked(Optional<Block> parent, List<Block> blocks) {
        List<Block> chain = new ArrayList<>(blocks.size());
        Optional<Hash> before = parent.map(Block::hash);
        for (Block block : blocks) {
            if (before.isPresent() && !before.get().equals(block.parentHash())) {
                break;
            }
            chain.add(block);
            before = Optional.of(block.hash());
        }
        return chain;
    }
}
