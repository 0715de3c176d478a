package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The encoder allocates per batch at most, never per row. */
class AllocationTest {
    private static final int ROWS = 4096;
    private static final int WARM_UP = 30;
    private static final int MEASURED = 20;

    static Stream<Arguments> schemas() {
        return Stream.of(
                Arguments.of(Named.of("logs", Types.logs())),
                Arguments.of(Named.of("blocks", Types.blocks())),
                Arguments.of(Named.of("transactions", Types.transactions())));
    }

    @ParameterizedTest
    @MethodSource("schemas")
    void nothingIsAllocatedPerRow(Schema schema) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        TableEncoder encoder = TableEncoder.of(schema, EncodeSettings.DEFAULT);
        try (RootAllocator allocator = new RootAllocator();
                CopyBuffer buffer = new CopyBuffer(new SegmentPool(1 << 26));
                VectorSchemaRoot rows =
                        new RandomVectors(new SplittableRandom(3)).batch(allocator, schema, ROWS, 1, 100)) {
            encode(encoder, rows, buffer, WARM_UP);
            long before = threads.getCurrentThreadAllocatedBytes();
            encode(encoder, rows, buffer, MEASURED);
            long perBatch = (threads.getCurrentThreadAllocatedBytes() - before) / MEASURED;
            assertThat(perBatch).isLessThan(ROWS);
        }
    }

    private static void encode(TableEncoder encoder, VectorSchemaRoot rows, CopyBuffer buffer, int times) {
        for (int i = 0; i < times; i++) {
            encoder.startMicrobatch(Rows.range(1, ROWS));
            encoder.encode(rows, buffer);
            buffer.clear();
        }
    }
}
