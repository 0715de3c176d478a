package io.ampsync.simulator.table;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.Mix;
import io.ampsync.simulator.chain.TableDefinition;
import java.util.List;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Rows of {@code narrow}, 40 bytes each: block, position, account, amount. */
record NarrowRows(int perBlock) implements RowSource {
    private static final int ACCOUNTS = 1 << 16;

    static TableDefinition table() {
        return new TableDefinition(
                ExtraTable.NARROW.tableName(),
                new Schema(List.of(
                        Columns.uint64(TableDefinition.BLOCK_NUM),
                        Columns.uint32("row_index"),
                        Columns.bytes("account", Rows.ADDRESS),
                        Columns.column("amount", new ArrowType.Int(Long.SIZE, true)))));
    }

    @Override
    public void write(Block block, VectorSchemaRoot root, int row) {
        long state = Rows.state(block);
        Cells cells = new Cells(root, row, perBlock);
        cells.long64(block.number());
        cells.int32(i -> i);
        cells.random(Rows.ADDRESS, i -> Mix.mix(state, i) & (ACCOUNTS - 1));
        cells.long64(i -> Mix.mix(state + 1, i), Cells.ALWAYS);
    }
}
