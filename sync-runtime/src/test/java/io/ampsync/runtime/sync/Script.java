package io.ampsync.runtime.sync;

import io.ampsync.runtime.flight.AmpSource;
import io.ampsync.runtime.flight.BatchMetadata;
import io.ampsync.runtime.flight.BatchStream;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.PlannedQuery;
import io.ampsync.runtime.flight.ReceivedBatch;
import io.ampsync.runtime.flight.StreamRequest;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** A source that says what no simulated server would; every connection plays the next part, the last one for ever. */
final class Script implements AmpSource {
    private static final Schema SCHEMA = new Schema(List.of(
            new Field("_block_num", FieldType.notNullable(new ArrowType.Int(64, false)), null),
            new Field("value", FieldType.notNullable(new ArrowType.Int(64, false)), null)));

    private final BufferAllocator allocator = new RootAllocator();
    private final Queue<List<Line>> parts = new ArrayDeque<>();
    private final Map<String, LongSupplier> heads = new HashMap<>();

    /**
     * A message of one row per block.
     *
     * @param from first block that has a row, above {@code to} for no rows
     */
    record Line(BlockRange range, boolean complete, long from, long to) {}

    /** The blocks of a microbatch, all of them on the message that completes it. */
    static Line whole(long start, long end, int parent) {
        return new Line(range(start, end, parent), true, start, end);
    }

    /** Blocks whose hash is their number, behind a block with the hash {@code parent}. */
    static BlockRange range(long start, long end, int parent) {
        return new BlockRange("anvil", start, end, hash((int) end), hash(parent));
    }

    private static BlockHash hash(int number) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) number);
        return BlockHash.of(bytes);
    }

    Script connection(Line... lines) {
        parts.add(List.of(lines));
        return this;
    }

    /** What the question for the head of a table is answered; without it, nothing. */
    Script head(String table, LongSupplier number) {
        heads.put(table, number);
        return this;
    }

    @Override
    public synchronized PlannedQuery plan(StreamRequest request) {
        if (!request.streaming()) {
            return planned(heads.entrySet().stream()
                    .filter(head -> request.sql().contains("." + head.getKey() + " "))
                    .map(head -> head.getValue().getAsLong())
                    .map(number -> new Line(range(0, number, 0), true, 1, 0))
                    .toList());
        }
        List<Line> part = parts.size() > 1 ? parts.remove() : parts.element();
        return planned(part);
    }

    private PlannedQuery planned(List<Line> part) {
        return new PlannedQuery() {
            @Override
            public Schema schema() {
                return SCHEMA;
            }

            @Override
            public BatchStream open() {
                return new Playing(part);
            }
        };
    }

    @Override
    public void close() {
        allocator.close();
    }

    private final class Playing implements BatchStream {
        private final Queue<Line> lines;
        private final CountDownLatch closed = new CountDownLatch(1);

        private Playing(List<Line> lines) {
            this.lines = new ArrayDeque<>(lines);
        }

        @Override
        public Next next(Duration wait) throws InterruptedException {
            Line line = lines.poll();
            if (line != null) {
                return new Received(batch(line));
            }
            return closed.await(wait.toNanos(), TimeUnit.NANOSECONDS) ? new Ended() : new Quiet();
        }

        private ReceivedBatch batch(Line line) {
            VectorSchemaRoot rows = VectorSchemaRoot.create(SCHEMA, allocator);
            int count = 0;
            for (long block = line.from(); block <= line.to(); block++) {
                ((UInt8Vector) rows.getVector(0)).setSafe(count, block);
                ((UInt8Vector) rows.getVector(1)).setSafe(count, block);
                count++;
            }
            rows.setRowCount(count);
            return new ReceivedBatch(new BatchMetadata(List.of(line.range()), line.complete()), rows, 1, () -> {});
        }

        @Override
        public void close() {
            closed.countDown();
        }
    }
}
