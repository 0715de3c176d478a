package io.ampsync.runtime.stream;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.stream.ModelChain.Block;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a real server does with a stream (amp-protocol 3, 6.3, 7, 16), and, when told so, what it should not do. It shows
 * a chain of its own, which follows the real one only when that has grown longer, unless it may shrink.
 */
public final class ModelServer {
    /** A microbatch: its range, and the blocks of which it carries rows. */
    public record Delivery(BlockRange range, List<Block> blocks) {}

    /** One stream. */
    public final class Stream {
        private final boolean readsCursor;
        private final int longest;
        private @Nullable Cursor behind;

        private Stream(Optional<Cursor> cursor, boolean readsCursor) {
            this.readsCursor = readsCursor;
            this.longest = 1 + random.nextInt(longestMicrobatch);
            this.behind = readsCursor ? cursor.orElse(null) : null;
        }

        /** The next microbatch, or silence. */
        public Optional<Delivery> next() {
            long start = start();
            List<Block> from =
                    shown.stream().filter(block -> block.number() >= start).toList();
            if (from.isEmpty()) {
                return Optional.empty();
            }
            int size = 1;
            while (size < from.size() && from.get(size).number() < start + longest) {
                size++;
            }
            if (!aligned) {
                size = 1 + random.nextInt(size);
            }
            Delivery delivery = deliver(start, from.subList(0, size));
            behind = delivery.range().cursor();
            return Optional.of(delivery);
        }

        /** Sends some of what it has sent again. */
        public void redeliver(int index) {
            if (behind != null && readsCursor) {
                List<Block> earlier = shown.stream()
                        .filter(block -> block.number() <= behind.number())
                        .toList();
                behind = earlier.isEmpty() || !shows(behind)
                        ? behind
                        : earlier.get(Math.floorMod(index, earlier.size())).cursor();
                behind = behind.number() < firstBlock ? null : behind;
            }
        }

        private long start() {
            Cursor cursor = behind;
            if (cursor == null) {
                return firstBlock;
            }
            if (shows(cursor)) {
                return cursor.number() + 1;
            }
            Block orphan = chain.find(cursor)
                    .filter(block -> known.contains(block.hash()))
                    .orElse(null);
            long start = cursor.number();
            while (orphan != null && orphan.number() >= firstBlock && !shows(orphan.cursor())) {
                start = orphan.number();
                orphan = orphan.parent();
            }
            return Math.max(start, firstBlock);
        }

        private Delivery deliver(long start, List<Block> blocks) {
            Block parent = blocks.getFirst().parent();
            BlockHash prevHash = parent == null ? BlockHash.ZERO : parent.hash();
            boolean left = start > 0 && namesNoParents && random.nextBoolean();
            Block last = blocks.getLast();
            return new Delivery(Blocks.range(start, last.number(), last.hash(), left ? null : prevHash), blocks);
        }
    }

    private final ModelChain chain;
    private final SplittableRandom random;
    private final Set<BlockHash> known = new HashSet<>();
    private List<Block> shown = new ArrayList<>();
    private int cursorsToIgnore;

    public final long firstBlock;
    public final boolean mayShrink;
    public final boolean namesNoParents;
    public boolean aligned;
    public int longestMicrobatch = 4;
    public int cursorsIgnored;
    public int otherChains;
    public int redeliveries;

    public ModelServer(
            ModelChain chain, SplittableRandom random, long firstBlock, boolean mayShrink, boolean namesNoParents) {
        this.chain = chain;
        this.random = random;
        this.firstBlock = firstBlock;
        this.mayShrink = mayShrink;
        this.namesNoParents = namesNoParents;
    }

    /** Looks at the node. */
    public void poll() {
        List<Block> now = chain.blocks().stream()
                .filter(block -> block.number() >= firstBlock)
                .toList();
        boolean grown = shown.isEmpty()
                || (!now.isEmpty() && now.getLast().number() > shown.getLast().number());
        if (now.isEmpty() || now.equals(shown) || !(grown || mayShrink)) {
            return;
        }
        if (!shown.isEmpty() && !now.contains(shown.getLast())) {
            otherChains++;
        }
        shown = now;
        shown.forEach(block -> known.add(block.hash()));
    }

    public Stream open(Optional<Cursor> cursor) {
        boolean ignores = cursor.isPresent() && cursorsToIgnore > 0;
        if (ignores) {
            cursorsToIgnore--;
            cursorsIgnored++;
        }
        return new Stream(cursor, !ignores);
    }

    public void ignoreCursors(int times) {
        cursorsToIgnore = times;
    }

    public void forgetOrphans() {
        known.clear();
        shown.forEach(block -> known.add(block.hash()));
    }

    public boolean shows(Cursor cursor) {
        return shown.stream().anyMatch(block -> block.cursor().equals(cursor));
    }

    public Optional<Block> head() {
        return shown.isEmpty() ? Optional.empty() : Optional.of(shown.getLast());
    }
}
