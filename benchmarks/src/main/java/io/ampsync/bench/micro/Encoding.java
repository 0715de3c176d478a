package io.ampsync.bench.micro;

import io.ampsync.bench.server.Template;
import io.ampsync.runtime.encode.CopyBuffer;
import io.ampsync.runtime.encode.EncodeSettings;
import io.ampsync.runtime.encode.SegmentPool;
import io.ampsync.runtime.encode.TableEncoder;
import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import java.sql.SQLException;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;

/** Batches of one schema, and the encoder that turns them into COPY bytes; what is encoded is thrown away. */
final class Encoding implements AutoCloseable {
    private static final int ROWS_PER_BLOCK = 200;
    private static final long POOL = 64L << 20;

    private final BufferAllocator allocator = new RootAllocator();
    private final VectorSchemaRoot rows;
    private final TableEncoder encoder;
    private final CopyBuffer buffer = new CopyBuffer(new SegmentPool(POOL));
    private final BlockRange range;

    /** @param count rows of the batch */
    Encoding(Schema schema, int count) {
        rows = Template.of(schema, count, 1, allocator);
        UInt8Vector numbers = (UInt8Vector) rows.getVector("_block_num");
        for (int row = 0; row < count; row++) {
            numbers.set(row, row / ROWS_PER_BLOCK);
        }
        encoder = TableEncoder.of(schema, EncodeSettings.DEFAULT);
        range = new BlockRange("bench", 0, count, BlockHash.ZERO, null, null);
    }

    /** COPY bytes of all rows. */
    long encode() {
        buffer.clear();
        encoder.startMicrobatch(range);
        encoder.encode(rows, buffer);
        return buffer.bytes();
    }

    /** The bytes of the last {@link #encode()}. */
    byte[] bytes() {
        byte[] all = new byte[Math.toIntExact(buffer.bytes())];
        int[] at = {0};
        try {
            buffer.forEachSegment((segment, offset, length) -> {
                System.arraycopy(segment, offset, all, at[0], length);
                at[0] += length;
            });
        } catch (SQLException e) {
            throw new IllegalStateException("no SQL is involved", e);
        }
        return all;
    }

    @Override
    public void close() {
        buffer.close();
        rows.close();
        allocator.close();
    }
}
