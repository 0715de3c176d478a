package io.ampsync.runtime.flight;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.fault.SyncException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.TimeStampVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.jspecify.annotations.Nullable;

/**
 * Asks how far a source is, for streams that say nothing. A batch query at HEAD carries the whole synced range even if
 * no row matches (amp-protocol 16.19); the seed eras need {@code max} over the dataset's {@code blocks}.
 */
public final class HeadProbe {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private HeadProbe() {}

    /**
     * The newest block behind a table.
     *
     * @param table reference of the streamed table at HEAD, of the dataset's {@code blocks} table in the seed eras; in
     *     the era's spelling, quoted as needed
     * @return empty if nothing is synced yet
     * @throws io.ampsync.runtime.fault.SyncException the source did not answer within 30 s, or not with what was asked
     */
    public static Optional<Head> ask(AmpSource source, Era era, String table) throws InterruptedException {
        String sql = switch (era) {
            case HEAD -> "SELECT _block_num FROM " + table + " WHERE _block_num > 9000000000000000000";
            case S1, S2 -> "SELECT max(block_num), max(timestamp) FROM " + table;
        };
        StreamRequest request = new StreamRequest(sql, false, Map.of());
        try (BatchStream answer = source.plan(request).open()) {
            return switch (answer.next(PATIENCE)) {
                case BatchStream.Received(ReceivedBatch batch) -> {
                    try (batch) {
                        yield era == Era.HEAD ? synced(batch.metadata()) : newest(batch.rows());
                    }
                }
                case BatchStream.Ended() -> Optional.empty();
                case BatchStream.Quiet() ->
                    throw new SyncException(
                            Reason.SOURCE_UNREACHABLE,
                            "The source did not tell its head within " + PATIENCE.toSeconds() + " s.");
            };
        }
    }

    private static Optional<Head> synced(BatchMetadata metadata) {
        return metadata.ranges().stream()
                .max(Comparator.comparingLong(BlockRange::end))
                .map(range -> new Head(range.end(), range.hash(), range.endTime()));
    }

    private static Optional<Head> newest(VectorSchemaRoot rows) {
        if (rows.getRowCount() == 0 || rows.getVector(0).isNull(0)) {
            return Optional.empty();
        }
        if (rows.getVector(0) instanceof BaseIntVector number) {
            return Optional.of(new Head(number.getValueAsLong(0), null, time(rows.getVector(1))));
        }
        throw new SyncException(
                Reason.BATCH_INVALID,
                "The source's block_num is " + rows.getVector(0).getField() + " and not an integer.");
    }

    private static @Nullable Instant time(FieldVector column) {
        if (!(column instanceof TimeStampVector times) || times.isNull(0)) {
            return null;
        }
        TimeUnit unit = switch (((ArrowType.Timestamp) column.getField().getType()).getUnit()) {
            case SECOND -> TimeUnit.SECONDS;
            case MILLISECOND -> TimeUnit.MILLISECONDS;
            case MICROSECOND -> TimeUnit.MICROSECONDS;
            case NANOSECOND -> TimeUnit.NANOSECONDS;
        };
        return Instant.EPOCH.plus(times.get(0), unit.toChronoUnit());
    }
}
