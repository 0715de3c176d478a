package io.ampsync.simulator.chain;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A chain that exists only as arithmetic: {@code hash = f(seed, number, fork)}. 20 million blocks cost no memory; only
 * the fork points are stored. Deterministic for a shape and a sequence of calls; safe for use by many threads.
 *
 * <p>The node's chain and what the server has synced are two things: after a reorg the server keeps the old branch until
 * the new one is higher than what it had (amp-protocol 16.9), unless {@link #showReorgsAtOnce} says otherwise.
 */
public final class SyntheticChain {
    /**
     * What never changes.
     *
     * @param firstBlock lowest number with a block, at most some blocks above zero in practice
     * @param skipEvery every so many numbers one has no block; 0 for a chain without gaps
     */
    public record Shape(long seed, long firstBlock, Instant genesisTime, Duration blockTime, int skipEvery) {
        public static final Shape DEFAULT =
                new Shape(1, 0, Instant.ofEpochSecond(1_700_000_000), Duration.ofSeconds(12), 0);

        boolean skips(long number) {
            return skipEvery > 0 && number % skipEvery == skipEvery - 1;
        }

        long timestampSeconds(long number) {
            return genesisTime.getEpochSecond() + number * blockTime.toSeconds();
        }

        Hash hash(long number, long salt) {
            ByteBuffer bytes = ByteBuffer.allocate(Hash.BYTES);
            long state = Mix.mix(Mix.mix(seed, salt), number);
            for (int i = 0; i < Hash.BYTES / Long.BYTES; i++) {
                bytes.putLong(Mix.mix(state, i));
            }
            return Hash.of(bytes.array());
        }

        /** The salt that makes this hash at this number, if any does: no search, however many forks there are. */
        long saltOf(long number, Hash hash) {
            long state = Mix.unmixLeft(ByteBuffer.wrap(hash.bytes()).getLong(), 0);
            return Mix.unmixRight(Mix.unmixLeft(state, number), seed);
        }
    }

    private final Shape shape;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private Orphans orphans = Orphans.NONE;
    private Timeline node;
    private Timeline synced;
    private long lastSalt;
    private long reorgs;
    private boolean reorgsAtOnce;
    private volatile Moment moment;

    public SyntheticChain(Shape shape) {
        this.shape = shape;
        node = Timeline.empty(shape);
        synced = node;
        moment = new Moment(shape, synced, orphans);
    }

    public Shape shape() {
        return shape;
    }

    /** Adds {@code blocks} to the node's chain. */
    public void advance(long blocks) {
        change(() -> node = node.extendTo(node.head() + blocks));
    }

    /**
     * Replaces the newest {@code depth} blocks of the node's chain by {@code length} others; the new branch may be
     * shorter. A depth beyond the first block replaces everything.
     */
    public void reorg(long depth, long length) {
        change(() -> {
            long point = Math.max(shape.firstBlock(), node.head() - depth + 1);
            lastSalt++;
            node = node.forkAt(point, lastSalt, point + length - 1);
        });
    }

    /** Forgets every orphan known so far: cursors on them are rewound too little (amp-protocol 6.3, case 4). */
    public void forgetOrphans() {
        change(() -> orphans = Orphans.NONE);
    }

    /** Lets reorgs to the same or a lower height show as soon as they happen, so that the synced head can fall. */
    public void showReorgsAtOnce(boolean atOnce) {
        change(() -> reorgsAtOnce = atOnce);
    }

    /** Head of the node, which can be another chain than the synced one; empty before the first block. */
    public OptionalLong nodeHead() {
        synchronized (this) {
            return node.isEmpty() ? OptionalLong.empty() : OptionalLong.of(node.head());
        }
    }

    /** Reorgs that were synced so far; several of the node can be one. */
    public long reorgs() {
        synchronized (this) {
            return reorgs;
        }
    }

    /** What is synced at this moment. */
    public Moment moment() {
        return moment;
    }

    public Ledger.Subscription onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    private void change(Runnable step) {
        synchronized (this) {
            step.run();
            boolean visible = reorgsAtOnce || synced.isPrefixOf(node) || node.head() > synced.head();
            if (visible) {
                if (!synced.isPrefixOf(node)) {
                    orphans = orphans.with(synced, node);
                    reorgs++;
                }
                synced = node;
            }
            moment = new Moment(shape, synced, orphans);
        }
        listeners.forEach(Runnable::run);
    }

    /** An immutable moment of the synced chain. */
    public static final class Moment implements Blocks {
        private final Shape shape;
        private final Timeline canonical;
        private final Orphans orphans;

        private Moment(Shape shape, Timeline canonical, Orphans orphans) {
            this.shape = shape;
            this.canonical = canonical;
            this.orphans = orphans;
        }

        @Override
        public OptionalLong first() {
            return canonical.isEmpty() ? OptionalLong.empty() : OptionalLong.of(canonical.first());
        }

        @Override
        public OptionalLong head() {
            return canonical.isEmpty() ? OptionalLong.empty() : OptionalLong.of(canonical.top());
        }

        @Override
        public Optional<Block> block(long number) {
            return canonical.block(number);
        }

        @Override
        public Optional<Block> orphan(long number, Hash hash) {
            long salt = shape.saltOf(number, hash);
            return canonical.has(number, salt)
                    ? Optional.empty()
                    : orphans.block(number, salt).filter(block -> block.hash().equals(hash));
        }
    }
}
