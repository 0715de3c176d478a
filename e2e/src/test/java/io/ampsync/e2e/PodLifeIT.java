package io.ampsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.ConditionType;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Pods come and go, the rows stay those of the chain. */
@Order(2)
class PodLifeIT {
    private static final int BLOCKS = 3_000;

    @SuppressWarnings("NullAway.Init")
    private static Scene scene;

    @BeforeAll
    static void open() throws IOException {
        scene = Scene.open("e2e-pods", BLOCKS);
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    @Test
    void aPodKilledInTheMiddleOfCopyLosesAndDoublesNothing() throws IOException, SQLException {
        scene.chain.behave("{\"microbatchBlocks\": 50, \"messageDelay\": \"100ms\"}");
        scene.apply("killed", "{}");
        long before = 0;
        for (int kill = 0; kill < 2; kill++) {
            long reached = before;
            await().atMost(Scene.SOON).until(() -> scene.database.lowestBlock("killed") > reached + 100);
            before = scene.database.lowestBlock("killed");
            String pod = scene.pods("killed").getFirst().getMetadata().getName();
            scene.kubectl("delete", "pod", pod, "--grace-period=0", "--force");
        }
        assertThat(before).isLessThan(BLOCKS - 1);
        scene.chain.behave("{\"microbatchBlocks\": 1000, \"messageDelay\": \"0ms\"}");

        scene.awaitTheChain("killed");
        scene.awaitReady("killed", "True/Streaming");
        assertThat(scene.templates("killed")).isEqualTo(1);
    }

    @Test
    void aSuspendedSyncHasNoPodAndGoesOnWhereItWas() throws IOException {
        scene.apply("paused", "{tables: [{name: blocks}]}");
        scene.awaitTheChain("paused");

        scene.patch("paused", "suspend: true");
        scene.awaitReady("paused", "True/Suspended");
        assertThat(scene.pods("paused")).isEmpty();
        scene.chain.advance(20);
        scene.patch("paused", "suspend: false");

        scene.awaitReady("paused", "True/Streaming");
        scene.awaitTheChain("paused");
    }

    @Test
    void aReorgShowsInTheStatusAndAsAnEvent() throws IOException {
        scene.apply("reorged", "{tables: [{name: blocks}, {name: logs}]}");
        scene.awaitTheChain("reorged");
        scene.awaitReady("reorged", "True/Streaming");

        scene.chain.advance(5);
        scene.awaitTheChain("reorged");
        scene.chain.reorg(3);

        scene.awaitTheChain("reorged");
        await().atMost(Scene.SOON).untilAsserted(() -> {
            AmpSyncStatus status = scene.status("reorged");
            assertThat(Objects.requireNonNull(status.reorgs()).total()).isPositive();
            assertThat(status.tables())
                    .allSatisfy(table -> assertThat(
                                    Objects.requireNonNull(table.lastReorg()).depth())
                            .isPositive());
            assertThat(scene.events("reorged")).contains("Reorg");
        });
    }

    @Test
    void aRotatedSecretRollsExactlyOnce() throws IOException, SQLException {
        scene.database.execute("CREATE ROLE turner LOGIN PASSWORD 'first' IN ROLE ampsync");
        scene.kubectl(
                "create",
                "secret",
                "generic",
                "turner",
                "--from-literal=username=turner",
                "--from-literal=password=first",
                "--from-literal=other=1");
        scene.apply("rotated", "{tables: [{name: blocks}], database: {credentialsSecretRef: {name: turner}}}");
        scene.awaitReady("rotated", "True/Streaming");
        String pod = scene.pods("rotated").getFirst().getMetadata().getName();

        scene.database.execute("ALTER ROLE turner PASSWORD 'second'");
        scene.kubectl("patch", "secret", "turner", "--type=merge", "-p={\"stringData\": {\"password\": \"second\"}}");

        await().atMost(Scene.SOON)
                .untilAsserted(() -> assertThat(scene.templates("rotated")).isEqualTo(2));
        scene.awaitReady("rotated", "True/Streaming");
        scene.chain.advance(1);
        scene.awaitTheChain("rotated");
        // A key that the sync does not refer to is none of its business.
        scene.kubectl("patch", "secret", "turner", "--type=merge", "-p={\"stringData\": {\"other\": \"2\"}}");
        await().during(Duration.ofSeconds(15))
                .atMost(Scene.SOON)
                .untilAsserted(() -> assertThat(scene.templates("rotated")).isEqualTo(2));
        assertThat(scene.pods("rotated"))
                .singleElement()
                .satisfies(now -> assertThat(now.getMetadata().getName()).isNotEqualTo(pod));
    }

    @Test
    void anOperatorKilledInTheMiddleOfARolloutEndsItLater() throws IOException {
        scene.apply("halfway", "{tables: [{name: blocks}]}");
        scene.awaitReady("halfway", "True/Streaming");

        scene.patch("halfway", "concurrency: {maxConnections: 5}");
        Shell.run(
                "kubectl",
                "--namespace=" + Release.NAMESPACE,
                "delete",
                "pods",
                "--selector",
                "app.kubernetes.io/name=ampsync-operator",
                "--grace-period=0",
                "--force");

        scene.awaitReady("halfway", "True/Streaming");
        assertThat(scene.templates("halfway")).isEqualTo(2);
        assertThat(scene.pods("halfway")).hasSize(1);
        scene.chain.advance(2);
        scene.awaitTheChain("halfway");
        assertThat(scene.condition("halfway", ConditionType.WRITER_CLAIMED)).isEqualTo("True/EpochHeld");
    }
}
