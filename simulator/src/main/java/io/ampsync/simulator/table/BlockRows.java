package io.ampsync.simulator.table;

import static io.ampsync.simulator.table.Cells.ALWAYS;
import static io.ampsync.simulator.table.Rows.ADDRESS;
import static io.ampsync.simulator.table.Rows.WORD;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.Mix;
import io.ampsync.simulator.era.Era;
import org.apache.arrow.vector.VectorSchemaRoot;

/** One row of {@code blocks} per block. */
record BlockRows(Era era) implements RowSource {
    private static final int BLOOM = 256;
    private static final long GAS_LIMIT = 30_000_000;

    @Override
    public int perBlock() {
        return 1;
    }

    @Override
    public int rows(Block block) {
        return perBlock();
    }

    @Override
    public void write(Block block, VectorSchemaRoot root, int row) {
        long state = Rows.state(block);
        // Post-merge forks have withdrawals, later ones blobs: the early part of the chain has nulls there.
        boolean young = block.number() % 4 != 0;
        Cells cells = new Cells(root, row, 1);
        cells.long64(block.number());
        cells.long64(block.number());
        cells.long64(Rows.nanos(block));
        cells.bytes(block.hash().bytes());
        cells.bytes(block.parentHash().bytes());
        cells.random(WORD, _ -> 1);
        cells.random(ADDRESS, _ -> state + 16);
        cells.random(WORD, _ -> state + 32);
        cells.random(WORD, _ -> state + 48);
        cells.random(WORD, _ -> state + 64);
        cells.binary(_ -> BLOOM, _ -> state + 128);
        cells.decimal(_ -> state & Long.MAX_VALUE, ALWAYS);
        if (era.isHead()) {
            cells.decimal(_ -> block.number(), _ -> young);
        }
        cells.long64(GAS_LIMIT);
        cells.long64(Math.floorMod(state, GAS_LIMIT));
        cells.binary(_ -> (int) Math.floorMod(state, 33L), _ -> state + 256);
        cells.random(WORD, _ -> state + 272);
        cells.long64(Mix.mix(state));
        cells.decimal(_ -> Math.floorMod(state, 1_000_000_000_000L), _ -> young);
        cells.random(WORD, _ -> state + 288, _ -> young);
        cells.long64(_ -> Math.floorMod(state, 786_432L), _ -> young);
        cells.long64(_ -> Math.floorMod(state, 50_000_000L), _ -> young);
        cells.random(WORD, _ -> state + 304, _ -> young);
        if (era.isHead()) {
            cells.random(WORD, _ -> state + 320, _ -> young);
        }
    }
}
