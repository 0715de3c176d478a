package io.ampsync.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.table.SyntheticLedger.Density;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A process with little memory and one microbatch that is larger than all of it. */
class MemoryIT {
    private static final int BLOCKS = 300;
    private static final int LOGS = 4_000;
    private static final long MEMORY = 192L << 20;

    @Test
    @DisplayName("a microbatch of 300 MB passes through 192 MiB, and is exact")
    void aMicrobatchLargerThanTheMemoryPassesThrough() throws Exception {
        try (Surroundings around = new Surroundings(builder -> builder.blocks(BLOCKS)
                .density(new Density(2, LOGS))
                .behaviour(behaviour -> behaviour.withMicrobatchBlocks(BLOCKS).withBatchRows(20_000)))) {
            Map<String, String> settings = around.settings();
            settings.put("TABLES", "logs");
            settings.put("AMPSYNC_MEMORY", "192Mi");
            settings.put("AMPSYNC_GRPC_MAX_DECODE_MB", "16");
            try (Child child = Child.start(settings)) {
                child.awaitOutput("table_created");
                Awaitility.await()
                        .atMost(Duration.ofMinutes(3))
                        .untilAsserted(() -> assertThat(
                                        around.query(
                                                "SELECT watermark_block_num FROM {schema}._ampsync_checkpoints WHERE table_name = 'logs'"))
                                .isEqualTo(Integer.toString(BLOCKS - 1)));

                assertThat(child.output()).doesNotContain("MemoryExhausted");
                assertThat(child.peakMemory()).isLessThan(MEMORY);
            }
            assertThat(Long.parseLong(around.query("SELECT pg_relation_size('{schema}.logs')")))
                    .isGreaterThan(300_000_000);
            assertThat(around.query("""
                    SELECT count(*) || ' ' || count(DISTINCT (block_num, log_index)) || ' '
                      || sum(('x' || substr(encode(sha256(data), 'hex'), 1, 8))::bit(32)::bigint)
                    FROM {schema}.logs""")).isEqualTo(canonical(around));
            assertThat(around.query("SELECT count(*) FROM {schema}._ampsync_ranges"))
                    .as("one microbatch")
                    .isEqualTo("1");
        }
    }

    /** Rows, different rows, and the sum over all of them of the first 32 bits of the SHA-256 of their data. */
    private static String canonical(Surroundings around) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        var definition = around.amp.ledger().tables().stream()
                .filter(table -> table.name().equals("logs"))
                .findFirst()
                .orElseThrow();
        var view = around.amp.ledger().view();
        long count = 0;
        long sum = 0;
        try (RootAllocator allocator = new RootAllocator();
                VectorSchemaRoot root = VectorSchemaRoot.create(definition.schema(), allocator)) {
            for (long block = 0; block < BLOCKS; block++) {
                int rows = view.append("logs", block, root, 0);
                count += rows;
                VarBinaryVector data = (VarBinaryVector) root.getVector("data");
                for (int row = 0; row < rows; row++) {
                    sum += java.nio.ByteBuffer.wrap(sha.digest(data.get(row))).getInt() & 0xFFFF_FFFFL;
                }
            }
        }
        return count + " " + count + " " + sum;
    }
}
