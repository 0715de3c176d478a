package io.ampsync.runtime.verify;

import io.ampsync.api.Reason;
import io.ampsync.runtime.encode.CopyBuffer;
import io.ampsync.runtime.encode.SegmentPool;
import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.AmpSource;
import io.ampsync.runtime.flight.BatchStream;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.flight.PlannedQuery;
import io.ampsync.runtime.flight.ReceivedBatch;
import io.ampsync.runtime.flight.StreamRequest;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.sync.TableTask;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.jspecify.annotations.Nullable;

/** The rows of a table as the source has them now, encoded as the sync would. One thread. */
final class SourceRows {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long PORTION = 1 << 20;

    private final AmpSource source;
    private final TableTask task;
    private final CopyBuffer buffer = new CopyBuffer(new SegmentPool(4 * PORTION));

    SourceRows(AmpSource source, TableTask task) {
        this.source = source;
        this.task = task;
    }

    /** Takes rows of one entry; the buffer is cleared afterwards. */
    interface Sink {
        void take(int entry, CopyBuffer rows) throws SQLException;
    }

    TableEncoder encoder() {
        return TableEncoder.of(
                source.plan(new StreamRequest(task.sql(), true, Map.of())).schema(), task.encoding());
    }

    /**
     * Streams the blocks of entries that follow each other.
     *
     * @param below the boundary before the first one, null for the first block
     * @return false if the source has another chain there
     * @throws SyncException the source fails, or says nothing for a minute
     */
    boolean read(@Nullable Cursor below, List<JournalEntry> entries, Sink sink)
            throws InterruptedException, SQLException {
        String network = entries.getFirst().range().network();
        PlannedQuery planned =
                source.plan(new StreamRequest(task.sql(), true, below == null ? Map.of() : Map.of(network, below)));
        TableEncoder encoder = TableEncoder.of(planned.schema(), task.encoding());
        Walk walk = new Walk(below, entries, encoder, sink);
        try (BatchStream stream = planned.open()) {
            while (!walk.done()) {
                switch (stream.next(PATIENCE)) {
                    case BatchStream.Received(ReceivedBatch batch) -> {
                        try (batch) {
                            if (!walk.take(batch)) {
                                return false;
                            }
                        }
                    }
                    case BatchStream.Quiet() ->
                        throw new SyncException(
                                Reason.SOURCE_UNREACHABLE,
                                "The source sent nothing of " + task.source() + " for " + PATIENCE.toSeconds() + " s.");
                    case BatchStream.Ended() ->
                        throw new SyncException(Reason.SOURCE_UNREACHABLE, "The source ended the stream.");
                }
            }
            return true;
        } finally {
            buffer.clear();
        }
    }

    private final class Walk {
        private final List<JournalEntry> entries;
        private final TableEncoder encoder;
        private final Sink sink;
        private final long last;
        private @Nullable Cursor before;
        private @Nullable BlockRange range;
        private int at;
        private boolean done;

        Walk(@Nullable Cursor below, List<JournalEntry> entries, TableEncoder encoder, Sink sink) {
            this.before = below;
            this.entries = entries;
            this.encoder = encoder;
            this.sink = sink;
            this.last = entries.getLast().end();
        }

        boolean done() {
            return done;
        }

        boolean take(ReceivedBatch batch) throws SQLException {
            if (batch.metadata().ranges().size() != 1) {
                throw new SyncException(Reason.METADATA_INVALID, "A message does not have one range.");
            }
            BlockRange incoming = batch.metadata().ranges().getFirst();
            BlockRange open = range;
            if (open == null || !incoming.sameBlocks(open)) {
                if (!follows(incoming)) {
                    return false;
                }
                range = incoming;
                encoder.startMicrobatch(incoming);
            }
            rows(batch.rows());
            if (batch.metadata().complete()) {
                before = incoming.cursor();
                range = null;
                done |= incoming.end() >= last;
                return hashFits(incoming);
            }
            return true;
        }

        private boolean follows(BlockRange incoming) {
            Cursor cursor = before;
            if (cursor == null) {
                return incoming.start() <= entries.getFirst().start();
            }
            return incoming.start() > cursor.number()
                    && (incoming.prevHash() == null || incoming.prevHash().equals(cursor.hash()));
        }

        private boolean hashFits(BlockRange incoming) {
            return entries.stream()
                    .filter(entry -> entry.end() == incoming.end())
                    .allMatch(entry -> entry.range().hash().equals(incoming.hash()));
        }

        private void rows(VectorSchemaRoot rows) throws SQLException {
            int count = rows.getRowCount();
            UInt8Vector blocks = (UInt8Vector) rows.getVector("_block_num");
            int from = 0;
            while (from < count && !done) {
                long block = blocks.get(from);
                while (at < entries.size() && block > entries.get(at).end()) {
                    flush();
                    at++;
                }
                if (at == entries.size()) {
                    done = true;
                    return;
                }
                int to = from + 1;
                while (to < count
                        && to - from < 4096
                        && blocks.get(to) <= entries.get(at).end()) {
                    to++;
                }
                encoder.encode(rows, from, to, buffer);
                from = to;
                if (buffer.bytes() > PORTION) {
                    flush();
                }
            }
            flush();
        }

        private void flush() throws SQLException {
            if (buffer.rows() > 0) {
                sink.take(at, buffer);
                buffer.clear();
            }
        }
    }
}
