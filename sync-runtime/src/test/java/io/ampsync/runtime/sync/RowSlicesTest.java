package io.ampsync.runtime.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowSlicesTest {
    private final List<Integer> sizes = new ArrayList<>();

    /** What came, row by row; every row becomes 100 bytes. */
    private List<Integer> slice(RowSlices slices, int count) {
        List<Integer> seen = new ArrayList<>();
        slices.forEach(count, (from, to) -> {
            sizes.add(to - from);
            for (int row = from; row < to; row++) {
                seen.add(row);
            }
            return (to - from) * 100L;
        });
        return seen;
    }

    @Test
    void aLargeBatchComesInSlicesOfTheWantedSizeWithEveryRowOnce() {
        List<Integer> seen = slice(new RowSlices(100_000), 10_001);

        assertThat(seen).hasSize(10_001).isSorted().doesNotHaveDuplicates().startsWith(0);
        assertThat(sizes).startsWith(256, 1_000, 1_000).allMatch(size -> size <= 1_000);
    }

    @Test
    void aSmallBatchComesInOneSlice() {
        slice(new RowSlices(1 << 20), 200);
        assertThat(sizes).containsExactly(200);
    }

    @Test
    void nothingIsHandedOnOfAnEmptyBatch() {
        assertThat(slice(new RowSlices(1), 0)).isEmpty();
        assertThat(sizes).isEmpty();
    }

    @Test
    void rowsOfUnexpectedSizeChangeTheNextSlice() {
        slice(new RowSlices(1_000), 300);
        assertThat(sizes).startsWith(256, 10).endsWith(4);
    }
}
