package io.ampsync.runtime.cli;

import static io.ampsync.runtime.cli.Child.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.postgres.PostgresFixture;
import io.ampsync.simulator.admin.AdminPort;
import io.ampsync.simulator.era.Era;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What the Admin API does to a running sync, and a reload to its readers. */
class ReloadIT {
    /** Busy readers, and rows that go on coming: neither waits, and not one row is lost or doubled. */
    @Test
    void aReloadUnderLoadBlocksNoReader() throws Exception {
        try (VersionIT.Scene scene = new VersionIT.Scene(Era.HEAD)) {
            scene.publish("1.0.0", true);
            try (Child child = scene.start()) {
                scene.awaitStored(49);
                AtomicBoolean over = new AtomicBoolean();
                CompletableFuture<Long> reader =
                        CompletableFuture.supplyAsync(() -> longestRead(scene.around.database.schema(), over));
                scene.publish("1.1.0", false);
                long head = 49;
                do {
                    scene.around.amp.chain().advance(5);
                    head += 5;
                    scene.awaitStored(head);
                } while (!child.output().contains("version_reload_success") && head < 2000);
                scene.around.amp.chain().advance(5);
                scene.awaitStored(head + 5);
                over.set(true);

                scene.assertComplete(head + 5);
                assertThat(scene.columns()).contains("address");
                assertThat(Duration.ofNanos(reader.get()))
                        .as("the longest that a reader waited")
                        .isLessThan(Duration.ofSeconds(1));
                child.awaitHealthPort();
                assertThat(child.report().at("/dataset/olderRows").asLong()).isPositive();
            }
        }
    }

    private static long longestRead(String schema, AtomicBoolean over) {
        long longest = 0;
        try (Connection connection = PostgresFixture.shared().connect();
                Statement statement = connection.createStatement()) {
            while (!over.get()) {
                long begin = System.nanoTime();
                try (ResultSet rows = statement.executeQuery("SELECT * FROM " + schema + ".logs LIMIT 100")) {
                    while (rows.next()) {
                        rows.getBytes(1);
                    }
                }
                longest = Math.max(longest, System.nanoTime() - begin);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return longest;
    }

    /** A rate limit, slowness, and nonsense with HTTP 200. */
    @Test
    void noTroubleOfTheAdminApiDisturbsAStream() throws Exception {
        try (VersionIT.Scene scene = new VersionIT.Scene(Era.HEAD);
                LyingAdmin admin = new LyingAdmin(scene.admin.url())) {
            scene.publish("1.0.0", true);
            scene.settings.put("AMP_ADMIN_API_ADDR", admin.url());
            try (Child child = scene.start()) {
                scene.awaitStored(49);
                long head = 49;
                scene.admin.faults().fail(429, 1);
                await().until(() -> scene.admin.faults().waiting() == 0);
                head = grown(scene, head);
                scene.admin.faults().delay(Duration.ofSeconds(2));
                head = grown(scene, head);
                scene.admin.faults().delay(Duration.ZERO);
                for (String nonsense : new String[] {"<html>sign in</html>", "{\"versions\": []}"}) {
                    admin.say(nonsense);
                    await().until(() -> admin.answers() > 0);
                    head = grown(scene, head);
                    admin.say(null);
                    await().until(() -> admin.answers() > 0);
                }
                scene.publish("1.1.0", false);
                child.awaitOutput("version_reload_success");
                head = grown(scene, head);
                scene.assertComplete(head);
                assertThat(child.output()).contains("version_poll_failed").doesNotContain("stream_error");
            }
        }
    }

    private static long grown(VersionIT.Scene scene, long head) throws SQLException {
        scene.around.amp.chain().advance(1);
        scene.awaitStored(head + 1);
        return head + 1;
    }

    /** Which tables there are the database knows, too; what is new is heard of when somebody can be asked again. */
    @Test
    void aRestartWithoutTablesGoesOnWithWhatIsStored() throws Exception {
        try (VersionIT.Scene scene = new VersionIT.Scene(Era.HEAD)) {
            scene.publish("1.0.0", true);
            scene.settings.remove("TABLES");
            scene.settings.remove("AMPSYNC_ERA");
            try (Child child = scene.start()) {
                scene.awaitStored(49);
                scene.publish("1.1.0", false);
                child.awaitOutput("version_reload_success");
                scene.around.amp.chain().advance(1);
                scene.awaitStored(50);
                child.signal("TERM");
                assertThat(child.exit(Duration.ofSeconds(20))).isZero();
            }
            scene.admin.close();
            scene.around.amp.chain().advance(1);
            try (Child child = scene.start()) {
                scene.awaitStored(51);
                try (AdminPort again = AdminPort.start(
                        scene.around.amp,
                        URI.create(scene.settings.get("AMP_ADMIN_API_ADDR")).getPort())) {
                    assertThat(again.url()).isEqualTo(scene.settings.get("AMP_ADMIN_API_ADDR"));
                    scene.publish("1.2.0", false);
                    child.awaitHealthPort();
                    await().untilAsserted(() -> assertThat(
                                    child.report().at("/dataset/desiredVersion").asText())
                            .isEqualTo("1.2.0"));
                    assertThat(child.report().at("/dataset/olderRows").asText())
                            .as("rows without the new column, counted by another process")
                            .isEqualTo(scene.around.query("SELECT count(*) FROM {schema}.logs WHERE address IS NULL"));
                    scene.assertComplete(51);
                }
            }
        }
    }
}
