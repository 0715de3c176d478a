package io.ampsync.runtime.cli;

import static io.ampsync.runtime.cli.Child.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code ampsync plan} as a process, before, beside and instead of a sync. */
class PlanIT {
    private static final Duration WITHIN = Duration.ofSeconds(40);

    private static String plan(Map<String, String> settings, int code) throws IOException, InterruptedException {
        try (Child child = Child.start(settings, List.of("plan", "--sample", "1"))) {
            int exit = child.exit(WITHIN);
            assertThat(exit).as(child.output()).isEqualTo(code);
            return child.output();
        }
    }

    /** Everything that DDL could have changed, and the sequence of transactions that wrote. */
    private static String catalog(Surroundings around) throws SQLException {
        return around.query("SELECT md5(string_agg(line, E'\\n' ORDER BY line)) FROM ("
                + "SELECT 'relation ' || oid || relname || relnamespace || relkind::text || coalesce(relacl::text, '') AS line"
                + " FROM pg_class WHERE relname NOT LIKE 'pg_%'"
                + " UNION ALL SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg_%'"
                + " UNION ALL SELECT 'column ' || attrelid || attname || atttypid FROM pg_attribute WHERE attnum > 0"
                + "   AND attrelid IN (SELECT oid FROM pg_class WHERE relname NOT LIKE 'pg_%')) c");
    }

    @Test
    @DisplayName("plan prints the DDL and an estimate, with a role that may create nothing, and changes nothing")
    void aPlanNeedsNoRightAndLeavesNoTrace() throws Exception {
        try (Surroundings around = new Surroundings()) {
            String role = "planner_" + around.database.schema();
            around.execute("DROP ROLE IF EXISTS " + role);
            around.execute("CREATE ROLE " + role + " LOGIN PASSWORD 'pw'");
            Map<String, String> settings = around.settings();
            settings.replaceAll((_, value) -> value.replace("postgres:" + Surroundings.PASSWORD, role + ":pw"));
            String before = catalog(around);

            String output = plan(settings, 0);

            assertThat(output)
                    .contains("CREATE SCHEMA \"" + around.database.schema() + "\"")
                    .contains("CREATE TABLE \"" + around.database.schema() + "\".\"logs\" (")
                    .contains("\"_id\" BYTEA NOT NULL PRIMARY KEY")
                    .contains("-- blocks: 50 blocks to stream, from the first block to 49")
                    .containsPattern("-- blocks: about 50 rows, .* on disk, ");
            assertThat(catalog(around)).isEqualTo(before);
        }
    }

    @Test
    @DisplayName("plan beside a running sync: nothing to do, few blocks; a table that does not fit is refused by name")
    void aPlanBesideASyncKnowsWhatIsThere() throws Exception {
        try (Surroundings around = new Surroundings();
                Child _ = Child.start(around.settings())) {
            await().untilAsserted(() -> assertThat(
                            around.query("SELECT to_regclass('{schema}._ampsync_checkpoints') IS NOT NULL"))
                    .isEqualTo("t"));
            await().untilAsserted(() -> assertThat(around.query(
                            "SELECT min(watermark_block_num) || ' ' || count(*) FROM {schema}._ampsync_checkpoints"))
                    .isEqualTo("49 2"));
            assertThat(plan(around.settings(), 0))
                    .contains("-- our own tables: nothing to do")
                    .contains("-- table logs: nothing to do")
                    .contains("-- logs: 0 blocks to stream, behind block 49 to 49");

            Map<String, String> another = around.settings();
            another.put("AMPSYNC_SYNC_NAME", "default/another");
            assertThat(plan(another, 1))
                    .contains("-- table logs: REFUSED. It belongs to the sync _/" + Surroundings.DATASET + ".");
        }
    }
}
