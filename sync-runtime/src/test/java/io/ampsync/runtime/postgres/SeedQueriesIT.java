package io.ampsync.runtime.postgres;

import static io.ampsync.runtime.postgres.Synced.NETWORK;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The monitoring queries that people have from ampsync and amp-python. */
@ParameterizedClass
@EnumSource(PostgresServer.class)
record SeedQueriesIT(PostgresServer server) {
    @Test
    @DisplayName("The queries of both predecessors answer on our tables and views")
    void monitoringQueriesAnswer() throws Exception {
        try (Synced synced = new Synced(server)) {
            synced.append(0, 4);
            synced.append(5, 7);
            Expected before = synced.append(8, 9);
            synced.store().commit(NETWORK, Fill.reorg(before, 8, 11, 1));
            Target target = synced.target;

            assertThat(target.query("""
                    SELECT table_name, network, incremental_block_num, watermark_block_num,
                           octet_length(watermark_block_hash) FROM {schema}._ampsync_checkpoints""")).containsExactly(List.of("transfers", "testnet", 11L, 11L, 32));
            assertThat(target.query("""
                    SELECT connection_name, table_name, worker_id, checkpoint_data->>'is_reorg' as is_reorg,
                      checkpoint_data->'ranges'->0->>'network' as network,
                      checkpoint_data->'ranges'->0->>'start' as block_start,
                      checkpoint_data->'ranges'->0->>'end' as block_end
                    FROM {schema}.amp_checkpoints ORDER BY timestamp DESC"""))
                    .containsExactly(List.of("default/a", "transfers", 0, "true", "testnet", "8", "11"));
            assertThat(target.query("""
                    SELECT connection_name, table_name, timestamp FROM {schema}.amp_checkpoints
                    WHERE timestamp < NOW() - INTERVAL '1 hour'""")).isEmpty();
            assertThat(target.query("""
                    SELECT connection_name, table_name, network, start_block, end_block, length(batch_hash)
                    FROM {schema}.amp_processed_ranges ORDER BY processed_at DESC, start_block DESC LIMIT 1""")).containsExactly(List.of("default/a", "transfers", "testnet", 8L, 11L, 32));
            assertThat(target.column("""
                    SELECT start_block - LAG(end_block) OVER (ORDER BY start_block) as gap
                    FROM {schema}.amp_processed_ranges WHERE table_name = 'transfers' ORDER BY start_block""")).containsExactly(null, 1L, 1L);
            assertThat(target.query("""
                    SELECT connection_name, table_name, COUNT(*) as ranges_processed
                    FROM {schema}.amp_processed_ranges GROUP BY connection_name, table_name""")).containsExactly(List.of("default/a", "transfers", 3L));
        }
    }
}
