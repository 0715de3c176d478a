package io.ampsync.runtime.cli;

import static io.ampsync.runtime.cli.Child.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.postgres.PostgresFixture;
import io.ampsync.simulator.admin.AdminPort;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.catalog.Manifest;
import io.ampsync.simulator.chain.TableDefinition;
import io.ampsync.simulator.era.Era;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Another version of the dataset appears while the sync runs: real process, real database, simulated server. */
class VersionIT {
    private static final DatasetName DATASET = DatasetName.of(Surroundings.DATASET);

    /** A column of logs that some versions lack; it is NOT NULL at the source. */
    private static final String LATE = "address";

    @ParameterizedTest
    @EnumSource(names = {"HEAD", "S1"})
    @DisplayName(
            "71, A19, A25, A26: another version is taken while rows go on coming, whatever readers and Admin API do")
    void anotherVersionIsTakenWithoutALostRow(Era era) throws Exception {
        try (Scene scene = new Scene(era)) {
            scene.publish("1.0.0", true);
            try (Child child = scene.start();
                    Connection reader = PostgresFixture.shared().connect()) {
                scene.awaitStored(49);
                scene.around.execute("CREATE INDEX mine ON {schema}.logs (tx_hash)");
                scene.around.execute("ALTER TABLE {schema}.logs ADD COLUMN note text");
                scene.around.execute("CREATE VIEW {schema}.of_logs AS SELECT * FROM {schema}.logs");
                scene.admin.faults().fail(500, 2);
                child.awaitOutput("version_poll_failed");

                reader.setAutoCommit(false);
                reader.createStatement().execute("SELECT count(*) FROM " + scene.around.database.schema() + ".logs");
                scene.publish("1.1.0", false);
                child.awaitOutput("version_not_taken: Others lock logs");
                scene.around.amp.chain().advance(10);
                scene.awaitStored(59);
                assertThat(scene.columns()).doesNotContain(LATE);

                reader.rollback();
                child.awaitOutput("version_reload_success");
                await().untilAsserted(() -> assertThat(scene.around.query(
                                "SELECT version FROM {schema}._ampsync_checkpoints" + " WHERE table_name = 'logs'"))
                        .isEqualTo("1.1.0"));
                scene.around.amp.chain().advance(10);
                scene.awaitStored(69);

                assertThat(scene.around.query("SELECT count(*) FROM {schema}.logs WHERE " + LATE
                                + " IS NOT NULL AND _block_num_end < 60"))
                        .isEqualTo("0");
                assertThat(scene.around.query("SELECT count(*) FROM {schema}.logs WHERE " + LATE
                                + " IS NULL AND _block_num_end >= 60"))
                        .isEqualTo("0");
                scene.assertComplete(69);
                assertThat(scene.around.query("SELECT string_agg(start_block::text, ',') FROM {schema}._ampsync_changes"
                                + " WHERE table_name = 'logs' AND kind = 'version'"))
                        .isEqualTo("60");
                assertThat(scene.around.query(
                                "SELECT string_agg(version, ',' ORDER BY id) FROM {schema}._ampsync_schema"
                                        + " WHERE table_name = 'logs'"))
                        .isEqualTo("1.0.0,1.1.0");
                assertThat(scene.around.query("SELECT count(*) FROM {schema}.of_logs WHERE note IS NULL"))
                        .isEqualTo(scene.around.query("SELECT count(*) FROM {schema}.logs"));
                child.awaitHealthPort();
                assertThat(child.report().path("dataset").path("runningVersion").asText())
                        .isEqualTo("1.1.0");
                assertThat(child.output())
                        .contains("version_change_detected")
                        .contains("the rows that are stored keep NULL in the new columns");
                try (Child verify = Child.start(scene.settings, List.of("verify"))) {
                    int exit = verify.exit(Duration.ofSeconds(40));
                    assertThat(exit)
                            .as("rows of both versions are proven: " + verify.output())
                            .isZero();
                }
            }
        }
    }

    @Test
    @DisplayName("71: a reorg after the switch replaces what the chain replaced, and nothing else of the old version")
    void aReorgAfterTheSwitchReplacesOnlyWhatTheChainDid() throws Exception {
        try (Scene scene = new Scene(Era.HEAD)) {
            scene.publish("1.0.0", true);
            try (Child child = scene.start()) {
                scene.awaitStored(49);
                scene.publish("1.1.0", false);
                child.awaitOutput("version_reload_success");
                scene.around.amp.chain().advance(3);
                scene.awaitStored(52);
                scene.around.amp.chain().reorg(8, 9);
                scene.awaitStored(53);

                scene.assertComplete(53);
                assertThat(scene.around.query(
                                "SELECT min(_block_num_end) > 0 FROM {schema}.logs WHERE " + LATE + " IS NOT NULL"))
                        .isEqualTo("t");
            }
        }
    }

    @Test
    @DisplayName("A21, A22: a version that takes columns away is held, also after a restart, and the next one is taken")
    void anIncompatibleVersionIsHeld() throws Exception {
        try (Scene scene = new Scene(Era.HEAD)) {
            scene.publish("1.0.0", false);
            try (Child child = scene.start()) {
                scene.awaitStored(49);
                scene.publish("1.1.0", true);
                child.awaitOutput("version_reload_failed: ").awaitHealthPort();
                assertThat(child.output()).contains("Columns dropped from schema: " + LATE);
                scene.around.amp.chain().advance(10);
                scene.awaitStored(59);
                assertThat(child.report().at("/dataset/update/version").asText())
                        .isEqualTo("1.1.0");
                assertThat(child.report().at("/dataset/runningVersion").asText())
                        .isEqualTo("1.0.0");
            }
            try (Child child = scene.start()) {
                child.awaitOutput("version_reload_failed: ");
                scene.around.amp.chain().advance(10);
                scene.awaitStored(69);
                scene.publish("1.2.0", false);
                child.awaitOutput("version_reload_success");
                scene.assertComplete(69);
            }
        }
    }

    @Test
    void holdReportsWhatIsThereAndStays() throws Exception {
        try (Scene scene = new Scene(Era.HEAD)) {
            scene.publish("1.0.0", true);
            scene.settings.put("AMPSYNC_ON_VERSION_CHANGE", "hold");
            try (Child child = scene.start()) {
                scene.awaitStored(49);
                scene.publish("1.1.0", false);
                child.awaitOutput("version_not_taken").awaitHealthPort();
                scene.around.amp.chain().advance(10);
                scene.awaitStored(59);
                assertThat(child.report().at("/dataset/update/reason").asText()).isEqualTo("Held");
                assertThat(scene.columns()).doesNotContain(LATE);
            }
        }
    }

    @Test
    @DisplayName("70: a pinned version whose tag moves to another manifest is noticed and taken")
    void aMovedTagIsNoticed() throws Exception {
        try (Scene scene = new Scene(Era.HEAD)) {
            scene.publish("1.0.0", true);
            scene.settings.put("DATASET", Surroundings.DATASET + "@1.0.0");
            try (Child child = scene.start()) {
                scene.awaitStored(49);
                scene.publish("1.0.1", false);
                scene.publish("1.0.0", false);
                child.awaitOutput("version_reload_success");
                assertThat(scene.columns()).contains(LATE);
                assertThat(child.output()).doesNotContain("1.0.1");
            }
        }
    }

    /** All tables are wanted: one that a version brings is synced from then on. */
    @Test
    void aNewTableIsSyncedToo() throws Exception {
        try (Scene scene = new Scene(Era.HEAD)) {
            scene.around
                    .amp
                    .catalog()
                    .publish(
                            DATASET,
                            "1.0.0",
                            new Manifest("evm-rpc", 0, List.of(scene.table("blocks")), scene.around.amp.ledger()));
            scene.settings.remove("TABLES");
            try (Child child = scene.start()) {
                child.awaitOutput("watermark_saved");
                scene.publish("1.1.0", false);
                child.awaitOutput("version_reload_success");
                scene.awaitStored(49);
                scene.assertComplete(49);
            }
        }
    }

    /** A simulator with an Admin API, and the settings that follow the latest version. */
    static final class Scene implements AutoCloseable {
        final Surroundings around;
        final AdminPort admin;
        final Map<String, String> settings;

        Scene(Era era) throws IOException, SQLException {
            around = new Surroundings(builder -> builder.era(era));
            admin = AdminPort.start(around.amp, 0);
            settings = around.settings();
            settings.put("DATASET", Surroundings.DATASET);
            settings.put("AMPSYNC_ERA", era.name().toLowerCase(Locale.ROOT));
            settings.put("AMP_ADMIN_API_ADDR", admin.url());
            settings.put("VERSION_POLL_INTERVAL_SECS", "1");
        }

        Child start() throws IOException {
            return Child.start(settings);
        }

        TableDefinition table(String name) {
            return around.amp.ledger().tables().stream()
                    .filter(table -> table.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }

        void publish(String version, boolean withoutLateColumn) {
            TableDefinition logs = table("logs");
            List<String> columns = new ArrayList<>(logs.schema().getFields().stream()
                    .map(field -> field.getName())
                    .toList());
            if (withoutLateColumn) {
                columns.remove(LATE);
            }
            around.amp
                    .catalog()
                    .publish(
                            DATASET,
                            version,
                            new Manifest(
                                    "evm-rpc",
                                    0,
                                    List.of(table("blocks"), logs.project(columns)),
                                    around.amp.ledger()));
        }

        void awaitStored(long block) {
            for (String table : List.of("blocks", "logs")) {
                await().untilAsserted(() -> assertThat(checkpoint(table)).isEqualTo(Long.toString(block)));
            }
        }

        String checkpoint(String table) throws SQLException {
            return around.query("SELECT to_regclass('{schema}._ampsync_checkpoints') IS NOT NULL")
                            .equals("t")
                    ? around.query("SELECT watermark_block_num FROM {schema}._ampsync_checkpoints WHERE table_name = '"
                            + table + "'")
                    : "nothing";
        }

        /** Journal, tables and the simulator's blocks count the same rows. */
        void assertComplete(long head) throws SQLException {
            assertThat(around.query("SELECT count(*) FROM {schema}.blocks")).isEqualTo(Long.toString(head + 1));
            for (String table : List.of("blocks", "logs")) {
                assertThat(around.query("SELECT sum(row_count) FROM {schema}._ampsync_ranges WHERE table_name = '"
                                + table + "'"))
                        .isEqualTo(around.query("SELECT count(*) FROM {schema}." + table));
            }
            assertThat(around.query("SELECT count(*) FROM {schema}.logs l LEFT JOIN {schema}.blocks b"
                            + " ON b.hash = l.block_hash WHERE b.hash IS NULL"))
                    .isEqualTo("0");
        }

        String columns() throws SQLException {
            return around.query("SELECT string_agg(attname, ',') FROM pg_attribute"
                    + " WHERE attrelid = '{schema}.logs'::regclass AND attnum > 0");
        }

        @Override
        public void close() throws SQLException {
            admin.close();
            around.close();
        }
    }
}
