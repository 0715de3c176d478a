package io.ampsync.runtime.postgres;

import static io.ampsync.runtime.postgres.Synced.NETWORK;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Timestamp;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The monitoring queries that people have from ampsync and amp-python. */
@ParameterizedClass
@EnumSource(PostgresServer.class)
record SeedQueriesIT(PostgresServer server) {
    private Synced filled() throws Exception {
        Synced synced = new Synced(server);
        synced.append(0, 4);
        synced.append(5, 7);
        Expected before = synced.append(8, 9);
        synced.store().commit(NETWORK, Fill.reorg(before, 8, 11, 1));
        synced.target.execute("SET search_path TO {schema}");
        return synced;
    }

    @Test
    @DisplayName("ampsync: what is stored, and how far")
    void theCheckpointTableAnswers() throws Exception {
        try (Synced synced = filled()) {
            assertThat(synced.target.query("""
                    SELECT table_name, network, incremental_block_num, watermark_block_num,
                           octet_length(watermark_block_hash) FROM _ampsync_checkpoints""")).containsExactly(List.of("transfers", "testnet", 11L, 11L, 32));
        }
    }

    @Test
    @DisplayName("The guide's query of all active checkpoints, unchanged")
    void allActiveCheckpoints() throws Exception {
        try (Synced synced = filled()) {
            List<List<@Nullable Object>> rows = synced.target.query("""
                    SELECT
                        connection_name,
                        table_name,
                        worker_id,
                        checkpoint_data->>'is_reorg' as is_reorg,
                        timestamp,
                        checkpoint_data->'ranges'->0->>'network' as network,
                        checkpoint_data->'ranges'->0->>'start' as block_start,
                        checkpoint_data->'ranges'->0->>'end' as block_end
                    FROM amp_checkpoints
                    ORDER BY timestamp DESC""");
            assertThat(rows).singleElement().satisfies(row -> {
                assertThat(row.get(4)).isInstanceOf(Timestamp.class);
                assertThat(row.stream().filter(value -> !(value instanceof Timestamp)))
                        .containsExactly("default/a", "transfers", 0, "true", "testnet", "8", "11");
            });
        }
    }

    @Test
    @DisplayName("The guide's query of stale checkpoints, unchanged")
    void staleCheckpoints() throws Exception {
        String query = """
                SELECT connection_name, table_name, timestamp
                FROM amp_checkpoints
                WHERE timestamp < NOW() - INTERVAL '1 hour'""";
        try (Synced synced = filled()) {
            assertThat(synced.target.query(query)).isEmpty();
            synced.target.execute("UPDATE _ampsync_checkpoints SET updated_at = now() - interval '2 hours'");
            assertThat(synced.target.query(query)).hasSize(1);
        }
    }

    @Test
    @DisplayName("The guide's query of recently processed ranges, unchanged")
    void recentlyProcessedRanges() throws Exception {
        try (Synced synced = filled()) {
            List<List<@Nullable Object>> rows = synced.target.query("""
                    SELECT
                        connection_name,
                        table_name,
                        network,
                        start_block,
                        end_block,
                        processed_at,
                        batch_hash
                    FROM amp_processed_ranges
                    ORDER BY processed_at DESC
                    LIMIT 100""");
            assertThat(rows).hasSize(3).allSatisfy(row -> assertThat(row).hasSize(7));
            assertThat(rows.getFirst().subList(0, 5)).containsExactly("default/a", "transfers", "testnet", 8L, 11L);
            assertThat(rows.getFirst().get(6)).asString().matches("[0-9a-f]{32}");
        }
    }

    @Test
    @DisplayName(
            "The guide's query for gaps, unchanged but for the name of the table: each range begins behind the last")
    void gapsInProcessedRanges() throws Exception {
        try (Synced synced = filled()) {
            assertThat(synced.target.query("""
                    SELECT
                        network,
                        start_block,
                        end_block,
                        LAG(end_block) OVER (ORDER BY start_block) as prev_end_block,
                        start_block - LAG(end_block) OVER (ORDER BY start_block) as gap
                    FROM amp_processed_ranges
                    WHERE table_name = 'transfers'
                    ORDER BY start_block"""))
                    .containsExactly(
                            Arrays.asList("testnet", 0L, 4L, null, null),
                            List.of("testnet", 5L, 7L, 4L, 1L),
                            List.of("testnet", 8L, 11L, 7L, 1L));
        }
    }

    @Test
    @DisplayName("The guide's count of processed ranges, unchanged")
    void processedRangesPerConnection() throws Exception {
        try (Synced synced = filled()) {
            List<List<@Nullable Object>> rows = synced.target.query("""
                    SELECT
                        connection_name,
                        table_name,
                        COUNT(*) as ranges_processed,
                        MIN(processed_at) as first_processed,
                        MAX(processed_at) as last_processed
                    FROM amp_processed_ranges
                    GROUP BY connection_name, table_name""");
            assertThat(rows)
                    .singleElement()
                    .satisfies(row -> assertThat(row.subList(0, 3)).containsExactly("default/a", "transfers", 3L));
        }
    }
}
