package io.ampsync.runtime.stream;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.Cursor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** A tree of blocks, of which one branch is the chain. Some numbers have no block. */
public final class ModelChain {
    /** One block; its hash is made of its number and its place in the order of creation. */
    public record Block(
            long number, BlockHash hash, @Nullable Block parent) {
        public Cursor cursor() {
            return new Cursor(number, hash);
        }
    }

    private final Map<BlockHash, Block> all = new HashMap<>();
    private final SplittableRandom random;
    private final int skipPercent;
    private List<Block> chain = new ArrayList<>();

    public ModelChain(SplittableRandom random, int skipPercent) {
        this.random = random;
        this.skipPercent = skipPercent;
        add(0);
    }

    public List<Block> blocks() {
        return List.copyOf(chain);
    }

    public Block head() {
        return chain.getLast();
    }

    public Optional<Block> find(Cursor cursor) {
        return Optional.ofNullable(all.get(cursor.hash())).filter(block -> block.number() == cursor.number());
    }

    public void grow(int blocks) {
        for (int i = 0; i < blocks; i++) {
            long skipped = random.nextInt(100) < skipPercent ? 1 + random.nextInt(2) : 0;
            add(head().number() + 1 + skipped);
        }
    }

    /** Until it is higher than any block ever was. */
    public void growBeyondAll() {
        long highest = all.values().stream().mapToLong(Block::number).max().orElseThrow();
        while (head().number() <= highest) {
            grow(1);
        }
        grow(random.nextInt(6));
    }

    /** Replaces everything above block {@code fork}, never the first block of all. */
    public void reorg(long fork, int blocks) {
        List<Block> kept = new ArrayList<>();
        for (Block block : chain) {
            if (block.number() <= Math.max(0, fork)) {
                kept.add(block);
            }
        }
        chain = kept;
        grow(blocks);
    }

    /** Replaces every block, the first of all included. */
    public void replaceAll(int blocks) {
        chain = new ArrayList<>();
        add(0);
        grow(blocks);
    }

    /** Goes back to the branch that ends at {@code tip}, as a chain does that changes its mind. */
    public void switchTo(Block tip) {
        List<Block> branch = new ArrayList<>();
        for (Block at = tip; at != null; at = at.parent()) {
            branch.add(at);
        }
        chain = new ArrayList<>(branch.reversed());
    }

    private void add(long number) {
        Block parent = chain.isEmpty() ? null : head();
        Block block = new Block(number, Blocks.hash(number, all.size()), parent);
        all.put(block.hash(), block);
        chain.add(block);
    }
}
