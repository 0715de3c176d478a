package io.ampsync.runtime.adopt;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.AmpSource;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.flight.FirstAnswer;
import io.ampsync.runtime.flight.Head;
import io.ampsync.runtime.flight.HeadProbe;
import io.ampsync.runtime.flight.ReceivedBatch;
import io.ampsync.runtime.flight.StreamRequest;
import java.util.Map;
import java.util.Optional;
import org.apache.arrow.vector.BaseIntVector;

/**
 * What the source says about the blocks that a table is said to hold.
 *
 * @param first the first microbatch of the table's stream
 * @param rows rows of the table up to the watermark in question
 */
record SourceProof(BlockRange first, long rows) {
    /**
     * Asks.
     *
     * @param sql streams the table
     * @param headReference of {@link HeadProbe}
     * @throws SyncException not now: the source is away, or below the watermark; or it does not answer such questions
     */
    static SourceProof of(AmpSource source, Era era, String sql, String headReference, Cursor watermark)
            throws InterruptedException {
        Optional<Long> head = head(source, era, headReference);
        if (head.isPresent() && head.get() < watermark.number()) {
            throw new SyncException(
                    Reason.SOURCE_BEHIND,
                    "The source is at block " + head.get() + ", the watermark to prove is " + watermark.number() + ".");
        }
        BlockRange first = FirstAnswer.of(
                        source,
                        new StreamRequest(sql, true, Map.of()),
                        "first block",
                        batch -> batch.metadata().ranges().stream().findFirst())
                .orElseThrow(() -> new SyncException(
                        Reason.SOURCE_UNREACHABLE, "The source ended the stream before its first block."));
        String count = "SELECT count(*) FROM (" + sql + ") AS t WHERE _block_num <= " + watermark.number();
        long rows = FirstAnswer.of(source, new StreamRequest(count, false, Map.of()), "count", SourceProof::number)
                .orElseThrow(() ->
                        new SyncException(Reason.BATCH_INVALID, "The source does not count the rows of a table."));
        return new SourceProof(first, rows);
    }

    /** Empty if the source has no means of telling: then the count decides alone. */
    private static Optional<Long> head(AmpSource source, Era era, String reference) throws InterruptedException {
        try {
            return HeadProbe.ask(source, era, reference).map(Head::number);
        } catch (SyncException e) {
            if (e.reason().needsPerson()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Optional<Long> number(ReceivedBatch batch) {
        return batch.rows().getRowCount() > 0 && batch.rows().getVector(0) instanceof BaseIntVector count
                ? Optional.of(count.getValueAsLong(0))
                : Optional.empty();
    }
}
