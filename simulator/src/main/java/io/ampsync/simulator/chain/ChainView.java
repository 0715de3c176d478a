package io.ampsync.simulator.chain;

import java.util.Optional;
import java.util.OptionalLong;
import org.apache.arrow.vector.VectorSchemaRoot;

/** An immutable moment of a ledger: its blocks, and the rows of its tables in them. */
public record ChainView(Blocks blocks, RowWriter rows) implements Blocks {
    /** Writes the rows of one canonical block. */
    @FunctionalInterface
    public interface RowWriter {
        /** Appends as {@link ChainView#append} does. */
        int append(String table, Block block, VectorSchemaRoot root, int row);
    }

    @Override
    public OptionalLong first() {
        return blocks.first();
    }

    @Override
    public OptionalLong head() {
        return blocks.head();
    }

    @Override
    public Optional<Block> block(long number) {
        return blocks.block(number);
    }

    @Override
    public Optional<Block> orphan(long number, Hash hash) {
        return blocks.orphan(number, hash);
    }

    /**
     * Appends the rows of canonical block {@code number} to {@code root}, growing its vectors as needed; the caller sets
     * the row count. A number without a block has no rows.
     *
     * @param root vectors of exactly the table's {@link TableDefinition#storage}
     * @param row index of the first row to write
     * @return the index after the last row written
     */
    public int append(String table, long number, VectorSchemaRoot root, int row) {
        Optional<Block> block = blocks.block(number);
        return block.isEmpty() ? row : rows.append(table, block.get(), root, row);
    }
}
