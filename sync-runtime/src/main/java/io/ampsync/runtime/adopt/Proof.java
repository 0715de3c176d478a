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
 * @param below further boundaries, ascending, all below the watermark
 */
record Proof(SeedProgress.Watermark progress, SourceProof source, List<Cursor> below) {
    Proof {
        below = List.copyOf(below);
    }

    Cursor at() {
        return progress.at();
    }

    String network() {
        return progress.network();
    }

    /** From the first block to the watermark, cut at the boundaries, each linked to the one before by hash. */
    List<BlockRange> ranges() {
        List<Cursor> ends = new ArrayList<>(below);
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
