package io.ampsync.simulator.table;

import static io.ampsync.simulator.table.Rows.ADDRESS;
import static io.ampsync.simulator.table.Rows.WORD;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.Mix;
import org.apache.arrow.vector.VectorSchemaRoot;

/** Rows of {@code logs}: a fixed number per block, of events with one to four topics. */
record LogRows(int perBlock, int transactionsPerBlock) implements RowSource {
    private static final int CONTRACTS = 64;
    private static final int EVENTS = 8;

    @Override
    public void write(Block block, VectorSchemaRoot root, int row) {
        long state = Rows.state(block);
        int transactions = Math.max(1, Math.min(transactionsPerBlock, perBlock));
        int perTransaction = (perBlock + transactions - 1) / transactions;
        Cells cells = new Cells(root, row, perBlock);
        cells.long64(block.number());
        cells.bytes(block.hash().bytes());
        cells.long64(block.number());
        cells.long64(Rows.nanos(block));
        cells.random(WORD, i -> Rows.transaction(state, i / perTransaction));
        cells.int32(i -> i / perTransaction);
        cells.int32(i -> i);
        cells.random(ADDRESS, i -> (state + i) & (CONTRACTS - 1));
        cells.random(WORD, i -> (state + i) & (EVENTS - 1), i -> i % 16 != 15);
        cells.random(WORD, i -> Mix.mix(state + 1, i), i -> i % 16 < 14);
        cells.random(WORD, i -> Mix.mix(state + 2, i), i -> i % 4 != 3);
        cells.random(WORD, i -> Mix.mix(state + 3, i), i -> i % 8 == 0);
        cells.binary(i -> WORD * (i % 4), i -> Mix.mix(state + 4, i));
    }
}
