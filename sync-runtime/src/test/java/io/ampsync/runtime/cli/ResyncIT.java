package io.ampsync.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.postgres.PostgresFixture;
import io.ampsync.simulator.era.Era;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A new version is filled beside and takes its place: real process, real database, simulated server. */
class ResyncIT {
    private static final String LATE = "address";

    @Test
    @DisplayName(
            "71: an incompatible version is filled beside while readers read, and takes its place with what they built")
    void anIncompatibleVersionTakesItsPlaceUnderItsReaders() throws Exception {
        try (VersionIT.Scene scene = new VersionIT.Scene(Era.HEAD)) {
            scene.publish("1.0.0", false);
            scene.settings.put("AMPSYNC_ON_VERSION_CHANGE", "resync");
            try (Child child = scene.start()) {
                scene.awaitStored(49);
                built(scene);
                AtomicBoolean over = new AtomicBoolean();
                CompletableFuture<Long> direct = reads(scene, over, "logs");
                CompletableFuture<Long> throughAView = reads(scene, over, "of_logs");
                scene.publish("2.0.0", true);
                long head = 49;
                do {
                    scene.around.amp.chain().advance(2);
                    head += 2;
                    scene.awaitStored(head);
                } while (!child.output().contains("version_reload_success") && head < 300);
                scene.around.amp.chain().advance(5);
                scene.awaitStored(head + 5);
                over.set(true);

                assertThat(Duration.ofNanos(Math.max(direct.join(), throughAView.join())))
                        .as("the longest that a reader waited")
                        .isLessThan(Duration.ofSeconds(1));
                scene.assertComplete(head + 5);
                assertThat(scene.columns()).doesNotContain(LATE);
                assertThat(scene.around.query(
                                "SELECT string_agg(DISTINCT version, ',') FROM {schema}._ampsync_checkpoints"))
                        .isEqualTo("2.0.0");
                assertCarried(scene);
                assertThat(scene.around.query(
                                "SELECT count(*) FROM {schema}._ampsync_old_1_logs WHERE address IS NOT NULL"))
                        .isNotEqualTo("0");
                assertThat(scene.around.query("SELECT string_agg(start_block || '-' || (end_block > 40), ',') FROM"
                                + " {schema}._ampsync_changes WHERE table_name = 'logs' AND kind = 'version'"))
                        .isEqualTo("0-true");
                assertThat(scene.around.query("SELECT max(seq) - min(seq) + 1 - count(DISTINCT seq) FROM"
                                + " {schema}._ampsync_changes WHERE table_name = 'logs'"))
                        .as("the feed has no gap")
                        .isEqualTo("0");
                try (Child verify = Child.start(scene.settings, List.of("verify"))) {
                    assertThat(verify.exit(Duration.ofSeconds(40)))
                            .as(verify.output())
                            .isZero();
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Era.class,
            names = {"S1", "S2"})
    @DisplayName("71: so do servers of the first eras")
    void inTheFirstErasToo(Era era) throws Exception {
        try (VersionIT.Scene scene = new VersionIT.Scene(era)) {
            scene.publish("1.0.0", false);
            scene.settings.put("AMPSYNC_ON_VERSION_CHANGE", "resync");
            try (Child child = scene.start()) {
                scene.awaitStored(49);
                scene.publish("2.0.0", true);
                child.awaitOutput("version_reload_success");
                scene.around.amp.chain().reorg(3, 5);
                scene.awaitStored(51);

                scene.assertComplete(51);
                assertThat(scene.columns()).doesNotContain(LATE);
            }
        }
    }

    private static void built(VersionIT.Scene scene) throws SQLException {
        for (String statement : new String[] {
            "CREATE INDEX mine ON {schema}.logs (tx_hash) WHERE tx_hash <> '\\x'",
            "CREATE VIEW {schema}.of_logs WITH (security_barrier) AS SELECT _id, tx_hash, _block_num_end FROM {schema}.logs",
            "CREATE VIEW {schema}.on_that AS SELECT count(*) FROM {schema}.of_logs",
            "DO $$ BEGIN CREATE ROLE resync_reader; EXCEPTION WHEN duplicate_object THEN NULL; END $$",
            "GRANT SELECT ON {schema}.logs TO resync_reader",
            "GRANT UPDATE (tx_hash) ON {schema}.logs TO resync_reader",
            "GRANT SELECT ON {schema}.of_logs TO resync_reader",
            "COMMENT ON COLUMN {schema}.logs.tx_hash IS 'it''s \\ theirs?'",
            "CREATE TABLE {schema}.heard (block bigint)",
            "CREATE FUNCTION {schema}.hear() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    + " INSERT INTO {schema}.heard VALUES (NEW._block_num_end); RETURN NEW; END $$",
            "CREATE TRIGGER hear AFTER INSERT ON {schema}.logs FOR EACH ROW WHEN (NEW.tx_hash <> '?')"
                    + " EXECUTE FUNCTION {schema}.hear()",
            "ALTER TABLE {schema}.logs SET (fillfactor = 90)"
        }) {
            scene.around.execute(statement);
        }
    }

    private static void assertCarried(VersionIT.Scene scene) throws SQLException {
        assertThat(scene.around.query("SELECT pg_get_indexdef('{schema}.mine'::regclass)"))
                .contains("INDEX mine ON", ".logs ", "tx_hash", "WHERE");
        assertThat(scene.around.query(
                        "SELECT count(*) FROM pg_indexes WHERE schemaname = '{schema}' AND tablename = 'logs'"
                                + " AND indexname LIKE '\\_ampsync%'"))
                .isEqualTo("0");
        assertThat(scene.around.query("SELECT count FROM {schema}.on_that"))
                .isEqualTo(scene.around.query("SELECT count(*) FROM {schema}.logs"));
        assertThat(scene.around.query("SELECT reloptions::text FROM pg_class WHERE oid = '{schema}.of_logs'::regclass"))
                .contains("security_barrier");
        assertThat(scene.around.query("SELECT has_table_privilege('resync_reader', '{schema}.logs', 'SELECT')"
                        + " AND has_column_privilege('resync_reader', '{schema}.logs', 'tx_hash', 'UPDATE')"
                        + " AND NOT has_table_privilege('resync_reader', '{schema}.logs', 'DELETE')"
                        + " AND has_table_privilege('resync_reader', '{schema}.of_logs', 'SELECT')"))
                .isEqualTo("t");
        assertThat(scene.around.query("SELECT col_description('{schema}.logs'::regclass, attnum) FROM pg_attribute"
                        + " WHERE attrelid = '{schema}.logs'::regclass AND attname = 'tx_hash'"))
                .isEqualTo("it's \\ theirs?");
        assertThat(scene.around.query("SELECT reloptions::text FROM pg_class WHERE oid = '{schema}.logs'::regclass"))
                .contains("fillfactor=90");
        assertThat(scene.around.query(
                        "SELECT max(block) = (SELECT max(_block_num_end) FROM {schema}.logs)" + " FROM {schema}.heard"))
                .as("the trigger fires for what comes now")
                .isEqualTo("t");
    }

    /** Reads over and over; fails if anything is missing, or less than before. */
    private static CompletableFuture<Long> reads(VersionIT.Scene scene, AtomicBoolean over, String relation) {
        String sql = "SELECT count(*), max(_block_num_end) FROM " + scene.around.database.schema() + "." + relation;
        return CompletableFuture.supplyAsync(() -> {
            long longest = 0;
            long rows = 0;
            try (Connection connection = PostgresFixture.shared().connect();
                    Statement statement = connection.createStatement()) {
                while (!over.get()) {
                    long begin = System.nanoTime();
                    try (ResultSet row = statement.executeQuery(sql)) {
                        assertThat(row.next()).isTrue();
                        assertThat(row.getLong(1)).as("rows of %s", relation).isGreaterThanOrEqualTo(rows);
                        rows = row.getLong(1);
                    }
                    longest = Math.max(longest, System.nanoTime() - begin);
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
            return longest;
        });
    }
}
