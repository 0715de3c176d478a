package io.ampsync.runtime.cli;

import static io.ampsync.runtime.cli.Child.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.simulator.table.ExtraTable;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** {@code ampsync verify} beside a running sync: real processes, a real database, a simulated server. */
class VerifyIT {
    private static final Duration WITHIN = Duration.ofSeconds(40);

    private static JsonNode verify(Map<String, String> settings, int code, String... options)
            throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("verify", "--json"));
        arguments.addAll(List.of(options));
        try (Child child = Child.start(settings, arguments)) {
            int exit = child.exit(WITHIN);
            String output = child.output();
            assertThat(exit).as(output).isEqualTo(code);
            return new ObjectMapper().readTree(output.substring(output.indexOf("{\n")));
        }
    }

    private static List<String> rows(JsonNode result) {
        List<String> rows = new ArrayList<>();
        result.path("tables")
                .forEach(table -> table.path("findings")
                        .forEach(finding -> finding.path("rows")
                                .forEach(row -> rows.add(table.path("table").asText() + " "
                                        + row.path("kind").asText() + " "
                                        + row.path("block").asLong()
                                        + (finding.path("repaired").asBoolean() ? " repaired" : "")))));
        return rows;
    }

    private static void awaitStored(Surroundings around, String table, long block) {
        await().untilAsserted(() -> assertThat(
                        around.query("SELECT to_regclass('{schema}._ampsync_checkpoints') IS NOT NULL")
                                        .equals("t")
                                ? around.query(
                                        "SELECT watermark_block_num FROM {schema}._ampsync_checkpoints WHERE table_name = '"
                                                + table + "'")
                                : "nothing")
                .isEqualTo(Long.toString(block)));
    }

    @Test
    @DisplayName("verify finds a flipped bit, a deleted and an invented row, and repairs them while the sync goes on")
    void damageIsFoundAndRepairedUnderARunningWriter() throws Exception {
        try (Surroundings around = new Surroundings();
                Child sync = Child.start(around.settings())) {
            awaitStored(around, "logs", 49);
            awaitStored(around, "blocks", 49);
            assertThat(verify(around.settings(), 0).path("ok").asBoolean()).isTrue();

            damage(around);
            assertThat(rows(verify(around.settings(), 1))).contains("logs altered 12");
            assertThat(rows(verify(around.settings(), 1, "--source", "--table", "logs")))
                    .containsExactly("logs altered 12", "logs missing 25", "logs invented 33");
            assertThat(verify(around.settings(), 0, "--from", "40").path("ok").asBoolean())
                    .isTrue();

            assertThat(rows(verify(around.settings(), 0, "--repair")))
                    .containsExactly(
                            "logs altered 12 repaired", "logs missing 25 repaired", "logs invented 33 repaired");
            assertThat(verify(around.settings(), 0, "--source").path("ok").asBoolean())
                    .isTrue();

            around.amp.chain().advance(5);
            awaitStored(around, "logs", 54);
            assertThat(sync.isAlive()).isTrue();
            assertThat(around.query("SELECT count(*) FROM {schema}._ampsync_changes WHERE kind = 'reorg'"))
                    .as("readers of the feed are told of each repaired range")
                    .isEqualTo("3");
            assertThat(around.query(
                            "SELECT count(*) = max(seq) FROM (SELECT DISTINCT seq FROM {schema}._ampsync_changes"
                                    + " WHERE table_name = 'logs') s"))
                    .as("the feed has no gap")
                    .isEqualTo("t");

            // As adoption leaves it: ids that say nothing, below rows of ours.
            around.execute("UPDATE {schema}._ampsync_tables SET adopted_through = 29 WHERE table_name = 'logs'");
            around.execute("UPDATE {schema}.logs SET _id = decode(md5(_id::text), 'hex'), _block_num_start = 0"
                    + " WHERE _block_num_end <= 29");
            JsonNode adopted = verify(around.settings(), 0, "--source", "--table", "logs")
                    .path("tables")
                    .path(0);
            assertThat(adopted.path("adoptedThrough").asLong()).isEqualTo(29);
            assertThat(adopted.path("firstBlock").asLong()).isEqualTo(30);
        }
    }

    @Test
    void idsThatNameNoBlockAreProvenAndRepairedToo() throws Exception {
        try (Surroundings around = new Surroundings()) {
            Map<String, String> settings = around.settings();
            settings.put("AMPSYNC_ROW_ID", "Xxh3");
            try (Child _ = Child.start(settings)) {
                awaitStored(around, "logs", 49);
                awaitStored(around, "blocks", 49);
            }
            assertThat(verify(settings, 0).path("ok").asBoolean()).isTrue();

            around.execute("UPDATE {schema}.logs SET address = set_bit(address, 3, 1 - get_bit(address, 3))"
                    + " WHERE _id = (SELECT min(_id) FROM {schema}.logs WHERE _block_num_end = 12)");
            around.execute("UPDATE {schema}.logs SET _block_num_end = 27, _block_num_start = 27"
                    + " WHERE _id = (SELECT min(_id) FROM {schema}.logs WHERE _block_num_end = 35)");
            // What the table has counts, not what is set.
            assertThat(rows(verify(around.settings(), 0, "--repair")))
                    .containsExactly(
                            "logs altered 12 repaired", "logs invented 27 repaired", "logs missing 35 repaired");
            assertThat(verify(settings, 0, "--source").path("ok").asBoolean()).isTrue();
        }
    }

    /** In three ranges of ten blocks. */
    private static void damage(Surroundings around) throws SQLException {
        around.execute("UPDATE {schema}.logs SET address = set_bit(address, 3, 1 - get_bit(address, 3))"
                + " WHERE _id = (SELECT min(_id) FROM {schema}.logs WHERE _block_num_end = 12)");
        around.execute("DELETE FROM {schema}.logs"
                + " WHERE _id = (SELECT min(_id) FROM {schema}.logs WHERE _block_num_end = 25)");
        around.execute("INSERT INTO {schema}.logs SELECT (jsonb_populate_record(l, jsonb_build_object('_id',"
                + " '\\x' || encode(int8send(33) || '\\x0102030405060708'::bytea, 'hex')))).*"
                + " FROM {schema}.logs l WHERE _id = (SELECT min(_id) FROM {schema}.logs WHERE _block_num_end = 33)");
    }

    @Test
    @DisplayName("verify knows every type as PostgreSQL gives it back; jsonb is compared with the source")
    void everyTypeIsProven() throws Exception {
        try (Surroundings around =
                new Surroundings(builder -> builder.extraTables(List.of(ExtraTable.ALL_TYPES, ExtraTable.WIDE)))) {
            Map<String, String> settings = around.settings();
            settings.put("TABLES", "all_types,wide,transactions");
            try (Child _ = Child.start(settings)) {
                for (String table : settings.get("TABLES").split(",", -1)) {
                    awaitStored(around, table, 49);
                }
            }
            JsonNode alone = verify(settings, 0);
            assertThat(alone.path("tables")).hasSize(3);
            assertThat(alone.toString()).contains("\"contentNotRead\":[\"");
            assertThat(verify(settings, 0, "--source").path("ok").asBoolean()).isTrue();

            String json =
                    around.query("SELECT attname FROM pg_attribute WHERE attrelid = '{schema}.all_types'::regclass"
                            + " AND atttypid = 'jsonb'::regtype ORDER BY attnum LIMIT 1");
            around.execute("UPDATE {schema}.all_types SET \"" + json + "\" = '{\"planted\": true}'"
                    + " WHERE _id = (SELECT min(_id) FROM {schema}.all_types WHERE _block_num_end = 7)");
            assertThat(verify(settings, 0, "--table", "all_types").path("ok").asBoolean())
                    .isTrue();
            assertThat(rows(verify(settings, 1, "--table", "all_types", "--source")))
                    .containsExactly("all_types altered 7");
            assertThat(rows(verify(settings, 0, "--table", "all_types", "--source", "--repair")))
                    .containsExactly("all_types altered 7 repaired");
        }
    }

    @Test
    void aTableThatIsNotOursIsNamed() throws Exception {
        try (Surroundings around = new Surroundings();
                Child child = Child.start(around.settings(), List.of("verify", "--table", "nothing"))) {
            assertThat(child.exit(WITHIN)).isEqualTo(1);
            assertThat(child.output()).contains("has no table yet");
        }
    }
}
