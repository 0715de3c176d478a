package io.ampsync.runtime.adopt;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.AmpSource;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.flight.FirstAnswer;
import io.ampsync.runtime.flight.Head;
import io.ampsync.runtime.flight.HeadProbe;
import io.ampsync.runtime.flight.ReceivedBatch;
import io.ampsync.runtime.flight.StreamRequest;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.arrow.vector.BaseIntVector;

/**
 * What a source can be asked about the blocks of one table.
 *
 * @param sql streams the table
 * @param headReference of {@link HeadProbe}
 */
record SourceQuestions(AmpSource source, Era era, String sql, String headReference) {
    private static final BlockHash NO_BLOCK = BlockHash.parse("ff".repeat(32));

    /** Empty if the source has no means of telling. */
    Optional<Head> head() throws InterruptedException {
        try {
            return HeadProbe.ask(source, era, headReference);
        } catch (SyncException e) {
            if (e.reason().needsPerson()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The first microbatch of the table's stream. */
    BlockRange first() throws InterruptedException {
        return firstRange(Map.of(), "first block")
                .orElseThrow(() -> new SyncException(
                        Reason.SOURCE_UNREACHABLE, "The source ended the stream before its first block."));
    }

    /** Rows of the table up to a block. */
    long rows(long through) throws InterruptedException {
        String count = "SELECT count(*) FROM (" + sql + ") AS t WHERE _block_num <= " + through;
        return FirstAnswer.of(source, new StreamRequest(count, false, Map.of()), "count", SourceQuestions::number)
                .orElseThrow(() ->
                        new SyncException(Reason.BATCH_INVALID, "The source does not count the rows of a table."));
    }

    /** Whether a block is on the source's chain; asked only of blocks at or below its head. */
    boolean has(String network, Cursor block, Head head) throws InterruptedException {
        return head.number() == block.number()
                ? Objects.equals(block.hash(), head.hash())
                : hashOf(network, block.number()).filter(block.hash()::equals).isPresent();
    }

    /** A server sends a cursor whose hash it does not know the block of that number, which names its parent. */
    Optional<BlockHash> hashOf(String network, long block) throws InterruptedException {
        return firstRange(Map.of(network, new Cursor(block + 1, NO_BLOCK)), "hash of block " + block)
                .filter(range -> range.start() == block + 1)
                .map(BlockRange::prevHash);
    }

    /** Where the source's chain leaves the one that the block is of; its parent is on both. */
    Optional<BlockRange> leaving(String network, Cursor block) throws InterruptedException {
        return firstRange(Map.of(network, block), "answer to an orphaned block");
    }

    private Optional<BlockRange> firstRange(Map<String, Cursor> cursors, String what) throws InterruptedException {
        return FirstAnswer.of(
                source,
                new StreamRequest(sql, true, cursors),
                what,
                batch -> batch.metadata().ranges().stream().findFirst());
    }

    private static Optional<Long> number(ReceivedBatch batch) {
        return batch.rows().getRowCount() > 0 && batch.rows().getVector(0) instanceof BaseIntVector count
                ? Optional.of(count.getValueAsLong(0))
                : Optional.empty();
    }
}
