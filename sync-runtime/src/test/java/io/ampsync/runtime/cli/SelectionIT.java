package io.ampsync.runtime.cli;

import static io.ampsync.runtime.cli.Child.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rows and columns are chosen at the source, and a table keeps what it was filled with. */
class SelectionIT {
    @Test
    void onlyWhatIsChosenIsStoredAndNoOtherChoiceIsMixedIntoIt() throws Exception {
        try (Surroundings around = new Surroundings()) {
            Map<String, String> settings = around.settings();
            settings.put("AMPSYNC_TABLE_LOGS_WHERE", "log_index = 0 -- the first of each block");
            settings.put("AMPSYNC_TABLE_LOGS_COLUMNS", "log_index, tx_hash");
            try (Child child = Child.start(settings)) {
                await().untilAsserted(() -> assertThat(child.output()).contains("state=Streaming"));
                await().untilAsserted(() -> assertThat(around.query("SELECT watermark_block_num FROM"
                                + " {schema}._ampsync_checkpoints WHERE table_name = 'logs'"))
                        .isEqualTo("49"));
                assertThat(around.query("SELECT string_agg(attname, ',' ORDER BY attnum) FROM pg_attribute"
                                + " WHERE attrelid = '{schema}.logs'::regclass AND attnum > 3"))
                        .isEqualTo("log_index,tx_hash");
                assertThat(around.query("SELECT count(*) > 0 AND bool_and(log_index = 0) FROM {schema}.logs"))
                        .isEqualTo("t");
            }
            settings.put("AMPSYNC_TABLE_LOGS_WHERE", "log_index = 1");
            settings.put("TABLES", "logs");
            try (Child child = Child.start(settings)) {
                assertThat(child.exit(Duration.ofSeconds(30))).isEqualTo(4);
                assertThat(child.output())
                        .contains("it was filled with 'columns log_index, tx_hash where log_index = 0'")
                        .contains("'columns log_index, tx_hash where log_index = 1' is asked");
            }
        }
    }
}
