package io.ampsync.runtime.adopt;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ObjectionTest {
    private static final Cursor WATERMARK = new Cursor(100, BlockHash.ZERO);

    private static String to(StoredRanges stored, long first, long rows) {
        BlockRange begin = new BlockRange("mainnet", first, first + 9, BlockHash.ZERO, null);
        return Objection.to(
                        stored,
                        new SourceProof(begin, WATERMARK, rows, List.of()),
                        new SeedProgress.Watermark("mainnet", WATERMARK, null))
                .orElse("none");
    }

    private static StoredRanges stored(@Nullable Long first, long kept) {
        return new StoredRanges(first, kept, 0, null, null);
    }

    @Test
    void asManyRowsAsTheSourceIsRight() {
        assertThat(to(stored(7L, 50), 5, 50)).isEqualTo("none");
    }

    @Test
    void aTableWithoutRowsIsRightIfTheSourceHasNone() {
        assertThat(to(stored(null, 0), 5, 0)).isEqualTo("none");
        assertThat(to(stored(null, 0), 5, 1)).contains("a crash or a reorg has cost it rows");
    }

    @Test
    void everyOtherNumberIsADefect() {
        assertThat(to(stored(7L, 49), 5, 50)).contains("has 49 rows up to its watermark 100, and the source has 50");
        assertThat(to(stored(7L, 51), 5, 50)).contains("rows of orphaned blocks stayed, or rows were stored twice");
    }

    @Test
    void aTableThatBeginsBelowTheSourceIsNotThisTable() {
        assertThat(to(stored(4L, 50), 5, 50)).isEqualTo("begins at block 4, and the source at 5");
        assertThat(to(stored(4L, 50), 200, 50)).startsWith("begins at block 4");
        assertThat(to(stored(null, 0), 200, 0)).isEqualTo("ends at block 100, and the source begins at 200");
    }
}
