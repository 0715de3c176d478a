package io.ampsync.simulator.chain;

import java.util.List;

/**
 * Where blocks come from: a synthetic chain or a real node. A ledger shows what the <em>server</em> has synced: after a
 * reorg to the same or a lower height that is still the old chain, until the new one is higher (amp-protocol 16.9).
 * Safe for use by many streams.
 */
public interface Ledger {
    /** Name of the chain, for example {@code anvil}. */
    String network();

    /** The tables, in the order that API lists show. Does not change. */
    List<TableDefinition> tables();

    /** The chain at this moment. Cheap: every microbatch of every stream takes one. */
    ChainView view();

    /** How often {@link #view()} has replaced a block so far. */
    long reorgs();

    /** Calls {@code listener} after every change of {@link #view()}, on any thread; closing ends that. */
    Subscription onChange(Runnable listener);

    /** Ends a subscription; closing twice is harmless. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }
}
