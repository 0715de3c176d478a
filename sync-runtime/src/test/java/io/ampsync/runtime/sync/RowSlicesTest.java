package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RowSlicesTest {
    private final RootAllocator allocator = new RootAllocator();
    private final List<Integer> sizes = new ArrayList<>();

    @AfterEach
    void close() {
        allocator.close();
    }

    private VectorSchemaRoot rows(int count) {
        UInt8Vector numbers = new UInt8Vector("n", allocator);
        VarCharVector texts = new VarCharVector("t", allocator);
        for (int i = 0; i < count; i++) {
            numbers.setSafe(i, i);
            texts.setSafe(i, Integer.toString(i).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        VectorSchemaRoot root = VectorSchemaRoot.of(numbers, texts);
        root.setRowCount(count);
        return root;
    }

    /** What came, row by row; every row becomes 100 bytes. */
    private List<String> slice(RowSlices slices, VectorSchemaRoot rows) {
        List<String> seen = new ArrayList<>();
        slices.forEach(rows, part -> {
            sizes.add(part.getRowCount());
            for (int i = 0; i < part.getRowCount(); i++) {
                seen.add(part.getVector("n").getObject(i) + " "
                        + part.getVector("t").getObject(i));
            }
            return part.getRowCount() * 100L;
        });
        return seen;
    }

    @Test
    void aLargeBatchComesInSlicesOfTheWantedSizeWithEveryRowOnce() {
        RowSlices slices = new RowSlices(100_000);
        try (VectorSchemaRoot rows = rows(10_001)) {
            List<String> seen = slice(slices, rows);

            assertThat(seen).hasSize(10_001).doesNotHaveDuplicates();
            assertThat(seen.getFirst()).isEqualTo("0 0");
            assertThat(seen.getLast()).isEqualTo("10000 10000");
            assertThat(sizes).startsWith(256, 1_000, 1_000).allMatch(size -> size <= 1_000);
        }
    }

    @Test
    void aSmallBatchIsHandedOnAsItIs() {
        RowSlices slices = new RowSlices(1 << 20);
        try (VectorSchemaRoot rows = rows(200)) {
            slices.forEach(rows, part -> {
                assertThat(part).isSameAs(rows);
                return 1;
            });
        }
    }

    @Test
    void nothingIsHandedOnOfAnEmptyBatch() {
        try (VectorSchemaRoot rows = rows(0)) {
            assertThat(slice(new RowSlices(1), rows)).isEmpty();
        }
    }

    @Test
    void rowsOfUnexpectedSizeChangeTheNextSlice() {
        RowSlices slices = new RowSlices(1_000);
        try (VectorSchemaRoot rows = rows(300)) {
            slice(slices, rows);
            assertThat(sizes).startsWith(256, 8).endsWith(4);
        }
    }
}
