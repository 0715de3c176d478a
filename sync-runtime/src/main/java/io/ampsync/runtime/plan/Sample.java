package io.ampsync.runtime.plan;

import io.ampsync.runtime.encode.CopyBuffer;
import io.ampsync.runtime.encode.SegmentPool;
import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.flight.AmpSource;
import io.ampsync.runtime.flight.BatchStream;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.flight.ReceivedBatch;
import io.ampsync.runtime.flight.StreamRequest;
import io.ampsync.runtime.sync.TableTask;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The first rows behind a cursor, received and encoded as a sync would, and thrown away.
 *
 * @param blocks that they cover
 * @param bytes as COPY sends them
 * @param nanos that it took, from the first message on
 */
public record Sample(long blocks, long rows, long bytes, long nanos) {
    private static final long MOST_ROWS = 100_000;
    private static final int STEP = 1024;

    /**
     * Reads for at most the given time.
     *
     * @return empty if nothing came
     */
    static Optional<Sample> of(AmpSource source, TableTask task, Map<String, Cursor> from, Duration most)
            throws InterruptedException {
        var planned = source.plan(new StreamRequest(task.sql(), true, from));
        TableEncoder encoder = TableEncoder.of(planned.schema(), task.encoding());
        Taken taken = new Taken();
        long end = System.nanoTime() + most.toNanos();
        long began = 0;
        try (BatchStream stream = planned.open();
                CopyBuffer buffer = new CopyBuffer(new SegmentPool(1 << 20))) {
            while (taken.rows < MOST_ROWS && System.nanoTime() < end) {
                if (!(stream.next(Duration.ofNanos(Math.max(1, end - System.nanoTime())))
                        instanceof BatchStream.Received(ReceivedBatch batch))) {
                    break;
                }
                began = began == 0 ? System.nanoTime() : began;
                try (batch) {
                    taken.take(batch, encoder, buffer);
                }
            }
        }
        long nanos = began == 0 ? 0 : System.nanoTime() - began;
        return taken.blocks() == 0
                ? Optional.empty()
                : Optional.of(new Sample(taken.blocks(), taken.rows, taken.bytes, nanos));
    }

    private static final class Taken {
        private long rows;
        private long bytes;
        private long first = -1;
        private long last = -1;

        void take(ReceivedBatch batch, TableEncoder encoder, CopyBuffer buffer) {
            if (batch.metadata().ranges().isEmpty()) {
                return;
            }
            BlockRange range = batch.metadata().ranges().getFirst();
            first = first < 0 ? range.start() : first;
            encoder.startMicrobatch(range);
            int count = batch.rows().getRowCount();
            for (int row = 0; row < count; row += STEP) {
                encoder.encode(batch.rows(), row, Math.min(count, row + STEP), buffer);
                rows += buffer.rows();
                bytes += buffer.bytes();
                last = Math.max(last, buffer.lastBlock());
                buffer.clear();
            }
            if (batch.metadata().complete()) {
                last = Math.max(last, range.end());
            }
        }

        long blocks() {
            return last < first ? 0 : last - first + 1;
        }
    }
}
