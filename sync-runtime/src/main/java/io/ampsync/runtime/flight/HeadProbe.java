package io.ampsync.runtime.flight;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.fault.SyncException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * Asks how far a source is, for streams that say nothing. A batch query at HEAD carries the whole synced range even if
 * no row matches (amp-protocol 16.19); the seed eras need {@code max} over the dataset's {@code blocks}.
 */
public final class HeadProbe {
    private HeadProbe() {}

    /**
     * The newest block behind a table.
     *
     * @param table reference of the streamed table at HEAD, of the dataset's {@code blocks} table in the seed eras; in
     *     the era's spelling, quoted as needed
     * @return empty if nothing is synced yet
     * @throws SyncException the source did not answer within 30 s, or not with what was asked
     */
    public static Optional<Head> ask(AmpSource source, Era era, String table) throws InterruptedException {
        return switch (era) {
            case HEAD ->
                first(
                        source,
                        "SELECT _block_num FROM " + table + " WHERE _block_num > 9000000000000000000",
                        batch -> synced(batch.metadata()));
            case S1, S2 -> newest(source, table);
        };
    }

    private static Optional<Head> synced(BatchMetadata metadata) {
        return metadata.ranges().stream()
                .max(Comparator.comparingLong(BlockRange::end))
                .map(range -> new Head(range.end(), range.hash(), range.endTime()));
    }

    /** Two queries: {@code max} comes from the files' statistics, and the block of that number from one of them. */
    private static Optional<Head> newest(AmpSource source, String blocks) throws InterruptedException {
        Optional<Long> number = first(source, "SELECT max(block_num) FROM " + blocks, batch -> integer(batch.rows()));
        if (number.isEmpty()) {
            return Optional.empty();
        }
        Head bare = new Head(number.get(), null, null);
        String block = "SELECT hash, timestamp FROM " + blocks + " WHERE block_num = " + bare.number();
        return Optional.of(
                first(source, block, batch -> described(bare, batch.rows())).orElse(bare));
    }

    private static <T> Optional<T> first(AmpSource source, String sql, Function<ReceivedBatch, Optional<T>> found)
            throws InterruptedException {
        return FirstAnswer.of(source, new StreamRequest(sql, false, Map.of()), "head", found);
    }

    private static Optional<Long> integer(VectorSchemaRoot rows) {
        if (rows.getRowCount() == 0 || rows.getVector(0).isNull(0)) {
            return Optional.empty();
        }
        if (rows.getVector(0) instanceof BaseIntVector number) {
            return Optional.of(number.getValueAsLong(0));
        }
        throw new SyncException(
                Reason.BATCH_INVALID,
                "The source's block_num is " + rows.getVector(0).getField() + " and not an integer.");
    }

    private static Optional<Head> described(Head bare, VectorSchemaRoot rows) {
        return rows.getRowCount() == 0
                ? Optional.empty()
                : Optional.of(new Head(bare.number(), hash(rows), time(rows)));
    }

    private static @Nullable BlockHash hash(VectorSchemaRoot rows) {
        return rows.getVector("hash") instanceof FixedSizeBinaryVector hashes
                        && hashes.getByteWidth() == BlockHash.ZERO.bytes().length
                        && !hashes.isNull(0)
                ? BlockHash.of(hashes.get(0))
                : null;
    }

    private static @Nullable Instant time(VectorSchemaRoot rows) {
        if (!(rows.getVector("timestamp") instanceof TimeStampVector times) || times.isNull(0)) {
            return null;
        }
        TimeUnit unit = switch (((ArrowType.Timestamp) times.getField().getType()).getUnit()) {
            case SECOND -> TimeUnit.SECONDS;
            case MILLISECOND -> TimeUnit.MILLISECONDS;
            case MICROSECOND -> TimeUnit.MICROSECONDS;
            case NANOSECOND -> TimeUnit.NANOSECONDS;
        };
        return Instant.EPOCH.plus(times.get(0), unit.toChronoUnit());
    }
}
