package io.ampsync.runtime.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.ampsync.runtime.config.DatabaseSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(PostgresServer.class)
class InternalTablesIT {
    private final Target target;

    InternalTablesIT(PostgresServer server) throws SQLException {
        this.target = Target.on(server);
    }

    @AfterEach
    void close() throws SQLException {
        target.close();
    }

    private List<Object> columns(String table) throws SQLException {
        List<Object> columns = new ArrayList<>();
        columns.addAll(target.column("""
                SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute
                WHERE attrelid = '{schema}.{table}'::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum""".replace("{table}", table)));
        return columns;
    }

    @Test
    @DisplayName("A1: checkpoints begin with the eight columns that every predecessor's query knows")
    void checkpointsHaveTheirColumnsAndKey() throws SQLException {
        assertThat(columns("_ampsync_checkpoints"))
                .containsExactly(
                        "table_name text",
                        "network text",
                        "incremental_block_num bigint",
                        "incremental_updated_at timestamp with time zone",
                        "watermark_block_num bigint",
                        "watermark_block_hash bytea",
                        "watermark_updated_at timestamp with time zone",
                        "updated_at timestamp with time zone",
                        "dataset text",
                        "version text",
                        "manifest_hash text",
                        "sync_uid text",
                        "seq bigint",
                        "open_start bigint",
                        "open_end bigint",
                        "open_hash bytea",
                        "open_prev_hash bytea",
                        "open_rows bigint",
                        "open_digest bytea");
        assertThat(target.column("""
                SELECT pg_get_constraintdef(oid) FROM pg_constraint
                WHERE conrelid = '{schema}._ampsync_checkpoints'::regclass AND contype = 'p'""")).containsExactly("PRIMARY KEY (table_name, network)");
    }

    @Test
    void theOtherTablesHaveTheNamesThatOthersRelyOn() throws SQLException {
        assertThat(columns("_ampsync_ranges"))
                .containsExactly(
                        "table_name text",
                        "network text",
                        "start_block bigint",
                        "end_block bigint",
                        "hash bytea",
                        "prev_hash bytea",
                        "row_count bigint",
                        "content_digest bytea",
                        "committed_at timestamp with time zone");
        assertThat(columns("_ampsync_reorgs"))
                .containsExactly(
                        "id bigint",
                        "table_name text",
                        "network text",
                        "fork_block bigint",
                        "old_end bigint",
                        "old_hash bytea",
                        "new_hash bytea",
                        "depth bigint",
                        "rows_removed bigint",
                        "rows_added bigint",
                        "kind text",
                        "occurred_at timestamp with time zone");
        assertThat(columns("_ampsync_changes"))
                .containsExactly(
                        "table_name text",
                        "network text",
                        "seq bigint",
                        "ordinal integer",
                        "start_block bigint",
                        "end_block bigint",
                        "hash bytea",
                        "kind text",
                        "holder text",
                        "committed_at timestamp with time zone");
        assertThat(columns("_ampsync_writers"))
                .containsExactly(
                        "sync_uid text",
                        "instance_uid text",
                        "epoch bigint",
                        "holder text",
                        "backend_pids integer[]",
                        "claimed_at timestamp with time zone",
                        "seen_at timestamp with time zone",
                        "released_at timestamp with time zone");
        assertThat(columns("_ampsync_tables"))
                .containsExactly(
                        "table_name text",
                        "sync_uid text",
                        "network text",
                        "selection text",
                        "adopted_from text",
                        "adopted_at timestamp with time zone",
                        "adopted_through bigint",
                        "row_id text",
                        "beside text",
                        "superseded_at timestamp with time zone");
    }

    @Test
    void aSecondStartChangesNothing() throws SQLException {
        target.execute("INSERT INTO {schema}._ampsync_tables VALUES ('t', 'default/a', 'mainnet')");

        InternalTables.create(target.database);

        assertThat(target.number("SELECT count(*) FROM {schema}._ampsync_tables"))
                .isEqualTo(1);
    }

    @Test
    void aSecondStartDoesNotWaitForCommits() throws SQLException {
        try (Connection writer = target.fixture.connect()) {
            writer.setAutoCommit(false);
            writer.prepareStatement(target.expand("INSERT INTO {schema}._ampsync_checkpoints VALUES ('t', 'n')"))
                    .execute();

            assertThatCode(() -> InternalTables.create(target.database)).doesNotThrowAnyException();
            writer.rollback();
        }
    }

    @Test
    void manyMayStartAtOnce() throws Exception {
        DatabaseSettings fresh = target.fixture.settings();
        try (ExecutorService starters = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> starts = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                starts.add(() -> {
                    try (TargetDatabase database = TargetDatabase.of(fresh, "default/many", Target.QUICK)) {
                        InternalTables.create(database);
                    }
                    return null;
                });
            }
            for (Future<Void> start : starters.invokeAll(starts)) {
                assertThatCode(start::get).doesNotThrowAnyException();
            }
        }
        assertThat(target.number(
                        "SELECT count(*) FROM pg_tables WHERE tablename LIKE '\\_ampsync\\_%' AND schemaname = '"
                                + fresh.schema() + "'"))
                .isEqualTo(7);
    }

    @Test
    void aPredecessorsCheckpointsGainOurColumnsAndKeepTheirRows() throws SQLException {
        DatabaseSettings fresh = target.fixture.settings();
        target.execute("CREATE SCHEMA " + fresh.schema());
        target.execute("CREATE TABLE " + fresh.schema() + """
                ._ampsync_checkpoints (
                  table_name TEXT NOT NULL, network TEXT NOT NULL,
                  incremental_block_num BIGINT, incremental_updated_at TIMESTAMPTZ,
                  watermark_block_num BIGINT, watermark_block_hash BYTEA, watermark_updated_at TIMESTAMPTZ,
                  updated_at TIMESTAMPTZ NOT NULL DEFAULT NOW(), PRIMARY KEY (table_name, network))""");
        target.execute("INSERT INTO " + fresh.schema() + "._ampsync_checkpoints VALUES ('blocks', 'mainnet', 7)");

        try (TargetDatabase database = TargetDatabase.of(fresh, "default/old", Target.QUICK)) {
            InternalTables.create(database);
        }

        assertThat(target.query("SELECT incremental_block_num, seq FROM " + fresh.schema() + "._ampsync_checkpoints"))
                .containsExactly(List.of(7L, 0L));
    }

    @Test
    void anotherProgramsTableOfTheViewsNameStays() throws SQLException {
        DatabaseSettings fresh = target.fixture.settings();
        target.execute("CREATE SCHEMA " + fresh.schema());
        target.execute("CREATE TABLE " + fresh.schema() + ".amp_checkpoints (connection_name text)");

        try (TargetDatabase database = TargetDatabase.of(fresh, "default/py", Target.QUICK)) {
            InternalTables.create(database);
            InternalTables.create(database);
        }

        assertThat(target.column("SELECT relkind::text FROM pg_class WHERE relname LIKE 'amp\\_%' AND relnamespace = '"
                        + fresh.schema() + "'::regnamespace ORDER BY relname"))
                .containsExactly("r", "v");
    }
}
