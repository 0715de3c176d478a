package io.ampsync.simulator.stream;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.Blocks;
import io.ampsync.simulator.chain.Hash;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The next microbatch of a stream, a pure function of the chain and the stream's position (amp-protocol 3, 6.3, 7).
 *
 * @param floor first block of the dataset
 * @param gapsAllowed HEAD goes on behind a number without a block; the seed eras wait for exactly the next number
 */
public record MicrobatchPlanner(String network, long floor, boolean gapsAllowed) {

    /** Which block a microbatch ends with, of {@code start..limit}; the answer is rounded down to an existing one. */
    @FunctionalInterface
    public interface Cut {
        long end(long start, long limit);
    }

    /**
     * Empty when there is nothing to send: the chain ends before the needed start.
     *
     * @param position what the client has; empty at the start of a stream without a cursor
     */
    public Optional<Microbatch> next(Blocks view, Optional<Cursor> position, long maxBlocks, Cut cut) {
        OptionalLong head = view.head();
        if (head.isEmpty() || head.getAsLong() < floor) {
            return Optional.empty();
        }
        long start = position.map(cursor -> startAfter(view, cursor))
                .orElseGet(() -> Math.max(floor, view.first().orElse(floor)));
        if (start > head.getAsLong() || (!gapsAllowed && view.block(start).isEmpty())) {
            return Optional.empty();
        }
        long limit = Math.min(head.getAsLong(), start + maxBlocks - 1);
        Block last = lastBlock(view, start, cut.end(start, limit), head.getAsLong());
        return Optional.of(new Microbatch(
                network, start, last.number(), last.hash(), prevHash(view, start), last.timestampSeconds()));
    }

    private long startAfter(Blocks view, Cursor cursor) {
        if (isCanonical(view, cursor.number(), cursor.hash())) {
            return cursor.number() + 1;
        }
        long lowest = cursor.number();
        Optional<Block> orphan = view.orphan(lowest, cursor.hash());
        while (orphan.isPresent() && lowest > floor) {
            lowest = orphan.get().number();
            orphan = orphanParent(view, orphan.get());
        }
        return Math.max(floor, lowest);
    }

    /** The parent if it is an orphan too; empty if it is canonical, forgotten or below the floor. */
    private Optional<Block> orphanParent(Blocks view, Block block) {
        for (long number = block.number() - 1; number >= floor; number--) {
            if (isCanonical(view, number, block.parentHash())) {
                return Optional.empty();
            }
            Optional<Block> parent = view.orphan(number, block.parentHash());
            if (parent.isPresent() || view.block(number).isPresent()) {
                return parent;
            }
        }
        return Optional.empty();
    }

    private static boolean isCanonical(Blocks view, long number, Hash hash) {
        return view.block(number).filter(block -> block.hash().equals(hash)).isPresent();
    }

    private static Block lastBlock(Blocks view, long start, long end, long head) {
        for (long number = end; number >= start; number--) {
            Optional<Block> block = view.block(number);
            if (block.isPresent()) {
                return block.get();
            }
        }
        return firstBlock(view, end, head);
    }

    private static Hash prevHash(Blocks view, long start) {
        return firstBlock(view, start, view.head().orElse(start)).parentHash();
    }

    private static Block firstBlock(Blocks view, long from, long head) {
        for (long number = from; number <= head; number++) {
            Optional<Block> block = view.block(number);
            if (block.isPresent()) {
                return block.get();
            }
        }
        throw new IllegalStateException("the head " + head + " has no block");
    }
}
