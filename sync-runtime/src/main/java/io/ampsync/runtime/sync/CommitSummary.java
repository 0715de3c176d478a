package io.ampsync.runtime.sync;

import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.postgres.CommitUnit;
import io.ampsync.runtime.postgres.RowSource;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.OpenSplit;
import java.time.Duration;
import java.util.List;

/**
 * One committed transaction.
 *
 * @param range the blocks whose rows it made visible
 * @param closed true if the checkpoint is now at the end of {@code range}, false for a chunk of a split microbatch
 * @param rows rows written
 * @param bytes COPY bytes sent
 * @param took from the first round trip to the acknowledged commit
 */
public record CommitSummary(BlockRange range, boolean closed, long rows, long bytes, Duration took) {
    static CommitSummary of(String network, CommitUnit unit, Duration took) {
        List<JournalEntry> entries = unit.entries();
        OpenSplit rest = unit.openAfter();
        BlockRange last = rest == null ? entries.getLast().range() : rest.range();
        BlockRange first = entries.isEmpty() ? last : entries.getFirst().range();
        return new CommitSummary(
                new BlockRange(
                        network,
                        Math.min(first.start(), last.start()),
                        last.end(),
                        last.hash(),
                        first.prevHash(),
                        last.endTime()),
                rest == null,
                unit.rows().stream().mapToLong(RowSource::rows).sum(),
                unit.rows().stream().mapToLong(RowSource::bytes).sum(),
                took);
    }
}
