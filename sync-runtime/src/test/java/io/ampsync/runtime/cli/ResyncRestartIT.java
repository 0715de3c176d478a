package io.ampsync.runtime.cli;

import static io.ampsync.runtime.cli.Child.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.postgres.PostgresFixture;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.catalog.FollowingLedger;
import io.ampsync.simulator.catalog.Manifest;
import io.ampsync.simulator.chain.SyntheticChain;
import io.ampsync.simulator.era.Era;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A new version is filled beside through kills, reorgs, other versions and changed settings. */
class ResyncRestartIT {
    private static final String BESIDE = "_ampsync_new_logs";

    @Test
    @DisplayName(
            "71: filling goes on after kill -9 and reorgs, is held by what stands in the way, and ends when that is gone")
    void fillingGoesOnThroughKillsAndReorgs() throws Exception {
        try (VersionIT.Scene scene = new VersionIT.Scene(Era.HEAD);
                Connection reader = PostgresFixture.shared().connect()) {
            scene.publish("1.0.0", false);
            scene.settings.put("AMPSYNC_ON_VERSION_CHANGE", "resync");
            scene.settings.put("TABLES", "logs");
            try (Child child = scene.start()) {
                awaitStored(scene, "logs", 49);
                scene.around.execute("CREATE MATERIALIZED VIEW {schema}.daily AS SELECT count(*) FROM {schema}.logs");
                scene.publish("2.0.0", true);
                child.awaitOutput("resync_held").awaitHealthPort();
                assertThat(child.output()).contains("In the way: materialized view ", ".daily");
                assertThat(child.report().at("/dataset/update/reason").asText()).isEqualTo("Resyncing");
                await().untilAsserted(() -> assertThat(
                                child.report().at("/dataset/update/message").asText())
                        .contains("logs: block 49 of 49", "in the way: materialized view "));
                assertThat(child.table(BESIDE).isMissingNode()).isTrue();
                scene.around.amp.chain().reorg(6, 8);
                awaitStored(scene, "logs", 51);
                awaitStored(scene, BESIDE, 51);
                assertExact(scene, "logs");
                assertExact(scene, BESIDE);
                child.signal("KILL");
            }
            reader.setAutoCommit(false);
            try (Child child = scene.start()) {
                child.awaitOutput("resuming_from_watermark table=" + BESIDE);
                reader.createStatement().execute("SELECT FROM " + scene.around.database.schema() + ".logs");
                scene.around.execute("DROP MATERIALIZED VIEW {schema}.daily");
                child.awaitHealthPort();
                await().untilAsserted(() -> assertThat(
                                child.report().at("/dataset/update/message").asText())
                        .contains("others lock logs"));
                scene.around.amp.chain().advance(3);
                awaitStored(scene, "logs", 54);
                assertThat(child.output()).doesNotContain("table_created");
                child.signal("KILL");
            }
            try (Child child = scene.start()) {
                child.awaitOutput("resuming_from_watermark table=" + BESIDE);
                reader.rollback();
                child.awaitOutput("table_switched_to_version");
                scene.around.amp.chain().advance(1);
                awaitStored(scene, "logs", 55);
                assertExact(scene, "logs");
                assertThat(scene.columns()).doesNotContain("address");
            }
        }
    }

    @Test
    @DisplayName(
            "71: the next version takes the table over; without resync it goes; a version that is gone is not waited for")
    void theNextVersionAndOtherSettings() throws Exception {
        try (VersionIT.Scene scene = new VersionIT.Scene(Era.HEAD)) {
            FollowingLedger late = resyncOfLogs(scene);
            try (Child child = scene.start()) {
                fillBeside(scene, late);
                scene.publish("3.0.0", true);
                child.awaitOutput("to=\"3.0.0");
                child.signal("KILL");
            }
            scene.settings.put("AMPSYNC_ON_VERSION_CHANGE", "hold");
            try (Child child = scene.start()) {
                child.awaitOutput("resync_abandoned");
                child.awaitOutput("version_not_taken");
                assertThat(scene.around.query("SELECT to_regclass('{schema}." + BESIDE + "') IS NULL"))
                        .isEqualTo("t");
                assertThat(scene.around.query("SELECT count(*) FROM {schema}._ampsync_checkpoints"))
                        .isEqualTo("1");
            }
        }
    }

    @Test
    @DisplayName("71: where the old version is not served any more, the new version's head is enough")
    void aVersionThatIsGoneIsNotWaitedFor() throws Exception {
        try (VersionIT.Scene scene = new VersionIT.Scene(Era.HEAD)) {
            FollowingLedger late = resyncOfLogs(scene);
            try (Child child = scene.start()) {
                fillBeside(scene, late);
                // Its manifest is nowhere any more, and who reads it is cut off.
                publish(scene, "1.0.0", late);
                scene.around.amp.resetConnections();
                child.awaitOutput("table_switched_to_version");
                assertThat(scene.around.query("SELECT max(_block_num_end) <= 49 FROM {schema}.logs"))
                        .isEqualTo("t");
                late.go();
                awaitStored(scene, "logs", 59);
                assertExact(scene, "logs");
                try (Child verify = Child.start(scene.settings, List.of("verify"))) {
                    assertThat(verify.exit(Duration.ofSeconds(40)))
                            .as(verify.output())
                            .isZero();
                }
            }
        }
    }

    /** Version 1.0.0 is there, and what stands still at block 49 for the next one. */
    private static FollowingLedger resyncOfLogs(VersionIT.Scene scene) throws Exception {
        scene.publish("1.0.0", false);
        scene.settings.put("AMPSYNC_ON_VERSION_CHANGE", "resync");
        scene.settings.put("TABLES", "logs");
        FollowingLedger late = new FollowingLedger(scene.around.amp.ledger());
        late.stop();
        return late;
    }

    /** Version 1.0.0 is stored up to block 59, 2.0.0 beside it up to 49. */
    private static void fillBeside(VersionIT.Scene scene, FollowingLedger late) {
        awaitStored(scene, "logs", 49);
        scene.around.amp.chain().advance(10);
        awaitStored(scene, "logs", 59);
        publish(scene, "2.0.0", late);
        awaitStored(scene, BESIDE, 49);
    }

    private static void publish(VersionIT.Scene scene, String version, FollowingLedger ledger) {
        scene.around
                .amp
                .catalog()
                .publish(
                        DatasetName.of(Surroundings.DATASET),
                        version,
                        new Manifest(
                                "evm-rpc",
                                0,
                                List.of(scene.table("logs")
                                        .project(List.of(
                                                "_block_num", "tx_hash", "log_index", "block_hash", "block_num"))),
                                ledger));
    }

    private static void awaitStored(VersionIT.Scene scene, String table, long block) {
        await().untilAsserted(() -> assertThat(scene.checkpoint(table)).isEqualTo(Long.toString(block)));
    }

    /** Every row is of a block of the chain as it is now, and there are as many as the journal says. */
    private static void assertExact(VersionIT.Scene scene, String table) throws Exception {
        assertThat(scene.around.query("SELECT count(*) FROM {schema}." + table))
                .isNotEqualTo("0")
                .isEqualTo(scene.around.query(
                        "SELECT sum(row_count) FROM {schema}._ampsync_ranges WHERE table_name = '" + table + "'"));
        String stored =
                scene.around.query("SELECT string_agg(DISTINCT encode(block_hash, 'hex'), ' ') FROM {schema}." + table);
        SyntheticChain.Moment chain = scene.around.amp.chain().moment();
        Set<String> hashes = LongStream.rangeClosed(0, chain.head().orElseThrow())
                .mapToObj(number ->
                        chain.block(number).orElseThrow().hash().toString().replaceFirst("^0x", ""))
                .collect(Collectors.toSet());
        assertThat(hashes).contains(stored.split(" "));
        assertThat(scene.around.query("SELECT encode(watermark_block_hash, 'hex') FROM {schema}._ampsync_checkpoints"
                        + " WHERE table_name = '" + table + "'"))
                .isIn(hashes);
    }
}
