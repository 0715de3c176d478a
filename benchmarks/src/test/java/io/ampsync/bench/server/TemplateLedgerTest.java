package io.ampsync.bench.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.chain.ChainView;
import io.ampsync.simulator.chain.SyntheticChain;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TemplateLedgerTest {
    private static final int ROWS = 24;

    @ParameterizedTest
    @EnumSource
    void blocksOfEveryShapeFollowEachOtherWithTheRowsOfTheTemplate(Shape shape) {
        SyntheticChain chain = new SyntheticChain(SyntheticChain.Shape.DEFAULT);
        chain.advance(2_000);
        try (BufferAllocator allocator = new RootAllocator();
                TemplateLedger ledger = new TemplateLedger(chain, shape, ROWS, allocator);
                VectorSchemaRoot rows = VectorSchemaRoot.create(shape.schema(), allocator);
                VectorSchemaRoot again = VectorSchemaRoot.create(shape.schema(), allocator)) {
            ChainView view = ledger.view();
            int count = 0;
            for (long block = 990; block < 1_010; block++) {
                count = view.append(shape.table(), block, rows, count);
            }
            rows.setRowCount(count);
            again.setRowCount(view.append(shape.table(), 1_009, again, 0));

            assertThat(count).isEqualTo(20 * ROWS);
            assertThat(rows.getVector("_block_num").getObject(ROWS)).isEqualTo(991L);
            for (FieldVector column : again.getFieldVectors()) {
                for (int row = 0; row < ROWS; row++) {
                    assertThat(rows.getVector(column.getName()).getObject(19 * ROWS + row))
                            .as(column.getName())
                            .isEqualTo(column.getObject(row));
                }
            }
        }
    }
}
