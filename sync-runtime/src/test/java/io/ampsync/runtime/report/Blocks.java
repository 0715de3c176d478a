package io.ampsync.runtime.report;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.sync.CommitSummary;
import io.ampsync.runtime.sync.ReorgSummary;
import java.time.Duration;

/** Events on the network mainnet, where every block has the same hash. */
final class Blocks {
    static final String NETWORK = "mainnet";
    static final BlockHash HASH = BlockHash.parse("a2".repeat(32));

    private Blocks() {}

    static Cursor at(long number) {
        return new Cursor(number, HASH);
    }

    static CommitSummary commit(long start, long end, long rows) {
        return new CommitSummary(new BlockRange(NETWORK, start, end, HASH, HASH), true, rows, 10, Duration.ofMillis(4));
    }

    static CommitSummary chunk(long start, long end, long rows) {
        return new CommitSummary(
                new BlockRange(NETWORK, start, end, HASH, HASH), false, rows, 10, Duration.ofMillis(4));
    }

    static ReorgSummary reorg(long fork, long before, long after, long removed, long added) {
        return new ReorgSummary(NETWORK, fork, at(before), at(after), removed, added);
    }
}
