package io.ampsync.runtime.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.StoredRows.Piece;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.RowDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JournalCheckTest {
    private static BlockHash hash(int of) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) of;
        return BlockHash.of(bytes);
    }

    private static JournalEntry entry(long start, long end, @Nullable BlockHash parent, BlockHash hash) {
        return new JournalEntry(new BlockRange("n", start, end, hash, parent), 0, RowDigest.EMPTY);
    }

    private static List<String> seen(@Nullable Cursor below, @Nullable Cursor watermark, JournalEntry... entries) {
        return JournalCheck.of("t", new Piece(0, List.of(entries), below, true, watermark)).stream()
                .map(Finding::seen)
                .toList();
    }

    @Test
    void entriesThatFollowEachOtherAreFine() {
        assertThat(seen(null, new Cursor(9, hash(2)), entry(0, 4, null, hash(1)), entry(5, 9, hash(1), hash(2))))
                .isEmpty();
    }

    @Test
    void numbersWithoutABlockMayBeLeftOutIfTheHashesLink() {
        assertThat(seen(null, new Cursor(9, hash(2)), entry(0, 4, null, hash(1)), entry(7, 9, hash(1), hash(2))))
                .isEmpty();
        assertThat(seen(null, new Cursor(9, hash(2)), entry(0, 4, null, hash(1)), entry(7, 9, null, hash(2))))
                .containsExactly("blocks 5 to 6 are in no entry");
    }

    @Test
    void anotherParentIsSeenAlsoAtTheSeamOfTwoPieces() {
        assertThat(seen(new Cursor(4, hash(1)), new Cursor(9, hash(2)), entry(5, 9, hash(7), hash(2))))
                .containsExactly("its parent is not the last block of the entry before it, 4");
    }

    @Test
    void entriesThatOverlapAreSeen() {
        assertThat(seen(null, new Cursor(9, hash(2)), entry(0, 6, null, hash(1)), entry(5, 9, hash(1), hash(2))))
                .containsExactly("it overlaps the entry that ends at block 6");
    }

    @Test
    void aCheckpointElsewhereIsSeen() {
        assertThat(seen(null, new Cursor(8, hash(1)), entry(0, 4, null, hash(1))))
                .containsExactly("the journal ends at block 4, the checkpoint is at block 8");
        assertThat(seen(null, new Cursor(4, hash(3)), entry(0, 4, null, hash(1))))
                .containsExactly("the journal ends at block 4, the checkpoint is at block 4 with another hash");
    }

    @Test
    void whereOnlyHalfOfEachHashIsKnownTheLowerHalvesMayCarry() {
        JournalEntry entry = new JournalEntry(
                new BlockRange("n", 0, 4, hash(1), null), 2, new RowDigest(5, -2).plus(new RowDigest(6, 3)));
        Tally tally = new Tally(entry);
        tally.add(5, 0);
        assertThat(tally.fitsAsFarAsKnown()).isFalse();
        tally.add(6, 0);
        assertThat(tally.fitsAsFarAsKnown()).isTrue();
        assertThat(tally.fits()).isFalse();
        assertThat(tally.problem()).isEqualTo("the rows are as many as were written, and others");
    }
}
