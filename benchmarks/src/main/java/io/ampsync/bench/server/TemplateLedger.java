package io.ampsync.bench.server;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.Ledger;
import io.ampsync.simulator.chain.SyntheticChain;
import io.ampsync.simulator.chain.TableDefinition;
import java.util.List;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;

/** One table over a synthetic chain; a block's rows are copied from a template, its own number, time and hash put in. */
final class TemplateLedger implements Ledger, AutoCloseable {
    private static final int TEMPLATE_ROWS = 16_384;
    private static final String NETWORK = "bench";

    private final SyntheticChain chain;
    private final TableDefinition table;
    private final int rowsPerBlock;
    private final VectorSchemaRoot template;
    private final BlockCopy copy;
    private volatile long computedAt;

    TemplateLedger(SyntheticChain chain, Shape shape, int rowsPerBlock, BufferAllocator allocator) {
        this.chain = chain;
        this.rowsPerBlock = rowsPerBlock;
        table = new TableDefinition(shape.table(), shape.schema());
        int blocks = Math.max(1, TEMPLATE_ROWS / rowsPerBlock);
        template =
                Template.of(table.schema(), blocks * rowsPerBlock, chain.shape().seed(), allocator);
        copy = new BlockCopy(template, rowsPerBlock);
    }

    @Override
    public String network() {
        return NETWORK;
    }

    @Override
    public List<TableDefinition> tables() {
        return List.of(table);
    }

    @Override
    public ChainView view() {
        return new ChainView(chain.moment(), (_, block, root, row) -> append(block, root, row));
    }

    @Override
    public long reorgs() {
        return chain.reorgs();
    }

    @Override
    public Subscription onChange(Runnable listener) {
        return chain.onChange(listener);
    }

    @Override
    public void close() {
        template.close();
    }

    private int append(Block block, VectorSchemaRoot root, int row) {
        copy.into(root, row, block);
        computedAt = System.nanoTime();
        return row + rowsPerBlock;
    }

    /** When the rows of the last block that was asked for were there, by {@link System#nanoTime}, which is the machine's. */
    long computedAt() {
        return computedAt;
    }
}
