package io.ampsync.simulator.table;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.Ledger;
import io.ampsync.simulator.chain.SyntheticChain;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.era.Era;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.VectorSchemaRoot;

/** A synthetic chain with the EVM tables of an era; rows are a function of the block's hash. */
public final class SyntheticLedger implements Ledger {
    /**
     * How many rows a block has. Genesis and every eighth block have no transactions and no logs.
     *
     * @param transactionsPerBlock rows of {@code transactions} in other blocks
     * @param logsPerBlock rows of {@code logs} in other blocks, and of {@code narrow} and {@code wide}
     */
    public record Density(int transactionsPerBlock, int logsPerBlock) {
        public static final Density DEFAULT = new Density(2, 3);
    }

    private final String network;
    private final SyntheticChain chain;
    private final List<TableDefinition> tables;
    private final Map<String, RowSource> rows;

    /** @param extras tables besides those of a real dataset */
    public SyntheticLedger(
            String network, SyntheticChain chain, Era era, Density density, Collection<ExtraTable> extras) {
        this.network = network;
        this.chain = chain;
        List<TableDefinition> definitions = new ArrayList<>(EvmTables.of(era));
        Map<String, RowSource> sources = new HashMap<>(Map.of(
                EvmTables.BLOCKS, new BlockRows(era),
                EvmTables.TRANSACTIONS, new TransactionRows(era, density.transactionsPerBlock()),
                EvmTables.LOGS, new LogRows(density.logsPerBlock(), density.transactionsPerBlock())));
        for (ExtraTable extra : extras) {
            definitions.add(extra.definition());
            sources.put(extra.tableName(), extra.rows(density));
        }
        tables = List.copyOf(definitions);
        rows = Map.copyOf(sources);
    }

    /** The chain underneath: advance it, reorganise it. */
    public SyntheticChain chain() {
        return chain;
    }

    @Override
    public String network() {
        return network;
    }

    @Override
    public List<TableDefinition> tables() {
        return tables;
    }

    @Override
    public ChainView view() {
        return new ChainView(chain.moment(), this::append);
    }

    @Override
    public long reorgs() {
        return chain.reorgs();
    }

    @Override
    public Subscription onChange(Runnable listener) {
        return chain.onChange(listener);
    }

    private int append(String table, Block block, VectorSchemaRoot root, int row) {
        RowSource source = rows.get(table);
        if (source == null) {
            throw new IllegalArgumentException("no table " + table);
        }
        int count = source.rows(block);
        if (count > 0) {
            source.write(block, root, row);
        }
        return row + count;
    }
}
