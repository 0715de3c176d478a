package io.ampsync.runtime.adopt;

import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import java.util.ArrayList;
import java.util.List;

/**
 * What vouches for a table's rows.
 *
 * @param progress the predecessor's own checkpoint
 * @param source what the source says of the same blocks
 */
record Proof(SeedProgress.Watermark progress, SourceProof source) {
    /** Where the table is cut: the watermark, or the newest block below that is not orphaned. */
    Cursor at() {
        return source.at();
    }

    String network() {
        return progress.network();
    }

    /** From the first block on, cut at the boundaries, each linked to the one before by hash. */
    List<BlockRange> ranges() {
        List<Cursor> ends = new ArrayList<>(source.below());
        ends.add(at());
        List<BlockRange> ranges = new ArrayList<>();
        BlockRange first = source.first();
        for (Cursor end : ends) {
            ranges.add(
                    ranges.isEmpty()
                            ? new BlockRange(network(), first.start(), end.number(), end.hash(), first.prevHash())
                            : new BlockRange(
                                    network(),
                                    ranges.getLast().end() + 1,
                                    end.number(),
                                    end.hash(),
                                    ranges.getLast().hash()));
        }
        return ranges;
    }
}
