package io.ampsync.simulator.catalog;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.Blocks;
import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.Hash;
import io.ampsync.simulator.chain.Ledger;
import io.ampsync.simulator.chain.TableDefinition;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * What is synced of a derived dataset: its base, as long as its job runs. A stopped job leaves it where it was, with the
 * blocks of then, until it goes on. Safe for use by many threads.
 */
public final class FollowingLedger implements Ledger {
    private final Ledger base;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile @Nullable ChainView held;

    public FollowingLedger(Ledger base) {
        this.base = base;
    }

    /** A ledger that has nothing yet. */
    public FollowingLedger empty() {
        held = new ChainView(new Nothing(), (_, _, _, row) -> row);
        return this;
    }

    /** Stays at what is synced now. */
    public void stop() {
        held = view();
    }

    /** Catches up with the base, and follows it. */
    public void go() {
        held = null;
        listeners.forEach(Runnable::run);
    }

    @Override
    public String network() {
        return base.network();
    }

    @Override
    public List<TableDefinition> tables() {
        return base.tables();
    }

    @Override
    public ChainView view() {
        ChainView stopped = held;
        return stopped == null ? base.view() : stopped;
    }

    @Override
    public long reorgs() {
        return base.reorgs();
    }

    @Override
    public Subscription onChange(Runnable listener) {
        listeners.add(listener);
        Subscription changes = base.onChange(listener);
        return () -> {
            listeners.remove(listener);
            changes.close();
        };
    }

    private record Nothing() implements Blocks {
        @Override
        public OptionalLong first() {
            return OptionalLong.empty();
        }

        @Override
        public OptionalLong head() {
            return OptionalLong.empty();
        }

        @Override
        public Optional<Block> block(long number) {
            return Optional.empty();
        }

        @Override
        public Optional<Block> orphan(long number, Hash hash) {
            return Optional.empty();
        }
    }
}
