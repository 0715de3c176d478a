package io.ampsync.simulator.evm;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.Blocks;
import io.ampsync.simulator.chain.Hash;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The canonical chain as far as it is synced, without rows, and the newest orphans. Immutable; growing shares the storage
 * of the chain it grew from, so that a snapshot for every microbatch costs nothing.
 */
final class SyncedChain implements Blocks {
    private static final int ORPHANS_KEPT = 10_000;

    private final long first;
    private final @Nullable Block[] blocks;
    private final int length;
    private final Map<Hash, Block> orphans;

    private SyncedChain(long first, @Nullable Block[] blocks, int length, Map<Hash, Block> orphans) {
        this.first = first;
        this.blocks = blocks;
        this.length = length;
        this.orphans = orphans;
    }

    /** Nothing synced, to begin at block {@code first}. */
    static SyncedChain from(long first) {
        return new SyncedChain(first, new Block[16], 0, Map.of());
    }

    @Override
    public OptionalLong first() {
        return length == 0 ? OptionalLong.empty() : OptionalLong.of(first);
    }

    @Override
    public OptionalLong head() {
        return length == 0 ? OptionalLong.empty() : OptionalLong.of(next() - 1);
    }

    /** Number of the block after the head. */
    long next() {
        return first + length;
    }

    @Override
    public Optional<Block> block(long number) {
        return number < first || number >= next()
                ? Optional.empty()
                : Optional.ofNullable(blocks[Math.toIntExact(number - first)]);
    }

    @Override
    public Optional<Block> orphan(long number, Hash hash) {
        return Optional.ofNullable(orphans.get(hash)).filter(block -> block.number() == number);
    }

    /** With more blocks at its end. Only the newest chain may grow, and by one thread. */
    SyncedChain append(List<Block> more) {
        int grown = length + more.size();
        boolean fits = grown <= blocks.length && (length == blocks.length || blocks[length] == null);
        @Nullable Block[] storage = fits ? blocks : Arrays.copyOf(blocks, Math.max(grown, 2 * length));
        for (int i = 0; i < more.size(); i++) {
            storage[length + i] = more.get(i);
        }
        return new SyncedChain(first, storage, grown, orphans);
    }

    /** With everything from block {@code fork} on replaced; what was there becomes orphans. */
    SyncedChain replaceFrom(long fork, List<Block> branch) {
        int kept = Math.toIntExact(fork - first);
        Map<Hash, Block> known = new LinkedHashMap<>(orphans);
        for (long number = fork; number < next(); number++) {
            block(number).ifPresent(block -> known.put(block.hash(), block));
        }
        branch.forEach(block -> known.remove(block.hash()));
        var oldest = known.keySet().iterator();
        for (int surplus = known.size() - ORPHANS_KEPT; surplus > 0; surplus--) {
            oldest.next();
            oldest.remove();
        }
        return new SyncedChain(first, Arrays.copyOf(blocks, kept), kept, known).append(branch);
    }
}
