package io.ampsync.runtime.stream;

import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;

/** A stored range of blocks: one or more closed microbatches, with the number and digest of their rows. */
public record JournalEntry(BlockRange range, long rows, RowDigest digest) {
    public long start() {
        return range.start();
    }

    public long end() {
        return range.end();
    }

    /** The boundary behind this entry: the only places where the journal can be cut. */
    public Cursor boundary() {
        return range.cursor();
    }

    /** This entry and the one behind it as one: start and parent of this, end, hash and time of the other. */
    JournalEntry mergedWith(JournalEntry next) {
        BlockRange lower = range;
        BlockRange upper = next.range;
        return new JournalEntry(
                new BlockRange(
                        lower.network(), lower.start(), upper.end(), upper.hash(), lower.prevHash(), upper.endTime()),
                rows + next.rows,
                digest.plus(next.digest));
    }
}
