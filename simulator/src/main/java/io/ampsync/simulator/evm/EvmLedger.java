package io.ampsync.simulator.evm;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.Hash;
import io.ampsync.simulator.chain.Ledger;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.era.Era;
import io.ampsync.simulator.table.EvmTables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chain of a real EVM node. One thread back-fills and then follows by polling; while the node is away the ledger shows
 * what it had.
 *
 * <p>Memory: about 200 bytes for each block, and the rows of the newest or last used blocks up to
 * {@link Settings#cachedRows}; rows of others are fetched again when a stream wants them. Good for chains of some million
 * blocks.
 */
public final class EvmLedger implements Ledger, AutoCloseable {
    /**
     * Which node, and how it is read.
     *
     * @param node URL of the JSON-RPC port
     * @param network name that the ranges carry
     * @param firstBlock where back-fill starts
     * @param cachedRows rows of all tables that are kept in memory, at about 1 KiB each
     */
    public record Settings(URI node, String network, Era era, long firstBlock, Duration pollInterval, int cachedRows) {
        /** From block 0, polled every 500 ms. */
        public static Settings of(URI node, String network, Era era) {
            return new Settings(node, network, era, 0, Duration.ofMillis(500), 100_000);
        }

        public Settings withFirstBlock(long block) {
            return new Settings(node, network, era, block, pollInterval, cachedRows);
        }

        public Settings withPollInterval(Duration interval) {
            return new Settings(node, network, era, firstBlock, interval, cachedRows);
        }

        public Settings withCachedRows(int rows) {
            return new Settings(node, network, era, firstBlock, pollInterval, rows);
        }
    }

    private static final Logger LOG = LoggerFactory.getLogger(EvmLedger.class);

    private final Settings settings;
    private final List<TableDefinition> tables;
    private final JsonRpc rpc;
    private final EvmNode node;
    private final RowCache rows;
    private final Follower follower;
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong reorgs = new AtomicLong();
    private volatile SyncedChain chain;
    private volatile @Nullable Thread thread;

    private EvmLedger(Settings settings) {
        this.settings = settings;
        tables = EvmTables.of(settings.era());
        rpc = new JsonRpc(settings.node());
        node = new EvmNode(rpc, tables);
        rows = new RowCache(settings.cachedRows());
        follower = new Follower(node, rows::put);
        chain = SyncedChain.from(settings.firstBlock());
    }

    /**
     * Back-fills in the background from here on.
     *
     * @throws IOException when the node does not answer now
     */
    public static EvmLedger start(Settings settings) throws IOException {
        return start(settings, Long.MAX_VALUE);
    }

    /**
     * As {@link #start(Settings)}, but back-fill leaves out all but the newest blocks.
     *
     * @param newest how many blocks that the node has now, at most
     */
    public static EvmLedger start(Settings settings, long newest) throws IOException {
        EvmLedger ledger = new EvmLedger(settings);
        try {
            long head = ledger.follower.askHead();
            ledger.chain = SyncedChain.from(Math.max(settings.firstBlock(), head - newest + 1));
        } catch (IOException e) {
            ledger.rpc.close();
            throw new IOException("no EVM node answers at " + settings.node() + ": " + e, e);
        }
        ledger.thread = Thread.ofVirtual().name("evm-follower").start(ledger::follow);
        return ledger;
    }

    @Override
    public String network() {
        return settings.network();
    }

    @Override
    public List<TableDefinition> tables() {
        return tables;
    }

    @Override
    public ChainView view() {
        SyncedChain moment = chain;
        return new ChainView(moment, (table, block, root, row) -> append(moment, table, block, root, row));
    }

    @Override
    public Subscription onChange(Runnable listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public long reorgs() {
        return reorgs.get();
    }

    /** Number of the node's newest block when it was asked last; the view lags behind it during back-fill. */
    public long nodeHead() {
        return follower.nodeHead();
    }

    /** Stops following. */
    @Override
    public void close() {
        closed.countDown();
        rpc.close();
        Thread follower = thread;
        if (follower != null) {
            follower.interrupt();
        }
    }

    private void follow() {
        boolean away = false;
        try {
            do {
                try {
                    while (step()) {
                        away = false;
                    }
                    away = false;
                } catch (IOException | IllegalArgumentException e) {
                    if (!away && closed.getCount() > 0) {
                        LOG.warn("node {}: {}; trying again every {}", settings.node(), e, settings.pollInterval());
                    }
                    away = true;
                }
            } while (!closed.await(settings.pollInterval().toNanos(), TimeUnit.NANOSECONDS));
        } catch (InterruptedException _) {
            LOG.debug("stopped following {}", settings.node());
        }
    }

    private boolean step() throws IOException {
        SyncedChain before = chain;
        SyncedChain after = follower.look(before);
        if (after == before) {
            return false;
        }
        long oldHead = before.next() - 1;
        if (!before.block(oldHead).equals(after.block(oldHead))) {
            LOG.info("reorg noticed: block {} was replaced, head is now {}", oldHead, after.next() - 1);
            reorgs.incrementAndGet();
        }
        chain = after;
        listeners.forEach(Runnable::run);
        return true;
    }

    /** Rows of a canonical block; on a miss its successors are fetched too, for streams read forward. */
    private NodeBlock rows(SyncedChain moment, Block block) {
        return rows.get(block.hash()).orElseGet(() -> {
            List<Hash> wanted = new ArrayList<>();
            for (long number = block.number(); number < block.number() + Follower.STRIDE; number++) {
                moment.block(number).ifPresent(one -> wanted.add(one.hash()));
            }
            try {
                List<NodeBlock> fetched = node.blocks(wanted);
                if (fetched.isEmpty()) {
                    throw new IOException("the node has forgotten block " + block.number() + " " + block.hash());
                }
                fetched.reversed().forEach(rows::put);
                return fetched.getFirst();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    /** UncheckedIOException when rows must be fetched and the node is away, or no longer has the block. */
    private int append(SyncedChain moment, String table, Block block, VectorSchemaRoot root, int row) {
        List<FieldVector> vectors = root.getFieldVectors();
        int at = row;
        for (@Nullable Object[] one : rows(moment, block).rowsOf(table)) {
            for (int column = 0; column < one.length; column++) {
                CellWriter.write(vectors.get(column), at, one[column]);
            }
            at++;
        }
        return at;
    }
}
