package io.ampsync.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The judge is judged: each invariant is broken once, by hand, and the reader must name it. */
class InvariantReaderIT {
    /** Blocks 0 to 5 with two logs each, in three journal entries of two blocks. */
    private static final String SOUND = """
            DROP SCHEMA IF EXISTS judged CASCADE;
            CREATE SCHEMA judged;
            SET search_path = judged;
            CREATE TABLE blocks AS SELECT n AS block_num, n AS _block_num_end, int8send(n) AS hash,
              int8send(n - 1) AS parent_hash FROM generate_series(0::bigint, 5) n;
            CREATE TABLE logs AS SELECT block_num, _block_num_end, hash AS block_hash FROM blocks, generate_series(1, 2);
            CREATE TABLE _ampsync_ranges AS SELECT t AS table_name, 'net' AS network, n AS start_block, n + 1 AS end_block,
              int8send(n + 1) AS hash, CASE WHEN n > 0 THEN int8send(n - 1) END AS prev_hash,
              CASE t WHEN 'logs' THEN 4 ELSE 2 END AS row_count
              FROM generate_series(0::bigint, 4, 2) n, unnest(ARRAY['blocks', 'logs']) t;
            CREATE TABLE _ampsync_checkpoints AS SELECT t AS table_name, 'net' AS network, 5::bigint AS watermark_block_num,
              int8send(5) AS watermark_block_hash, NULL::bigint AS open_start FROM unnest(ARRAY['blocks', 'logs']) t;
            """;

    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void startPostgres() throws Exception {
        postgres = EmbeddedPostgres.start();
    }

    @AfterAll
    static void stopPostgres() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void soundTables() throws Exception {
        execute(SOUND);
    }

    @Test
    void soundTablesAreNotAccused() {
        try (InvariantReader reader = new InvariantReader(postgres.getPostgresDatabase(), "judged")) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> reader.looks() > 3);
            assertThat(reader.violations()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            UPDATE blocks SET parent_hash = 'x' WHERE block_num = 3                    | I1 blocks 3 is not the child
            UPDATE _ampsync_checkpoints SET watermark_block_hash = 'x'                 | I1 checkpoint 5 has another hash
            DELETE FROM blocks WHERE block_num = 0                                     | I1 blocks holds 5 rows, not 6
            INSERT INTO logs SELECT * FROM logs WHERE block_num = 2                    | I1 logs holds 14 rows, not 12
            UPDATE logs SET block_hash = 'x' WHERE block_num = 1                       | I1 logs of block 1 are of another chain
            UPDATE logs SET block_num = 6, _block_num_end = 6 WHERE block_num = 4      | I2 logs holds block 6 above checkpoint 5
            DELETE FROM _ampsync_ranges WHERE start_block = 2 AND table_name = 'logs'  | I3 logs entry 4 does not follow
            UPDATE _ampsync_ranges SET prev_hash = 'x' WHERE start_block = 2           | I3 blocks entry 2 does not follow
            UPDATE _ampsync_checkpoints SET watermark_block_num = 7                    | I3 journal of blocks ends at 5, the checkpoint is 7
            """)
    void aBrokenInvariantIsNamed(String damage, String accusation) throws Exception {
        execute("SET search_path = judged; " + damage);
        try (InvariantReader reader = new InvariantReader(postgres.getPostgresDatabase(), "judged")) {
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !reader.violations().isEmpty());
            List<String> violations = reader.violations();
            assertThat(violations).anyMatch(violation -> violation.startsWith(accusation));
        }
    }

    private static void execute(String sql) throws Exception {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
