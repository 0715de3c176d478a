package io.ampsync.runtime.adopt;

import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import java.util.List;

/**
 * What the source says about the blocks that a table is said to hold.
 *
 * @param first the first microbatch of the table's stream
 * @param at the newest block that the table may hold and that the source has, at which no row's range is cut
 * @param rows rows of the table up to there
 * @param below further such blocks, ascending
 */
record SourceProof(BlockRange first, Cursor at, long rows, List<Cursor> below) {
    SourceProof {
        below = List.copyOf(below);
    }

    /** What is said of a table that cannot be this one. */
    static SourceProof none(BlockRange first, Cursor at) {
        return new SourceProof(first, at, 0, List.of());
    }
}
