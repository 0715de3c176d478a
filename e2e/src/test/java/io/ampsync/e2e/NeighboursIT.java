package io.ampsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.ConditionType;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What else there is around a sync: nodes, other people's Services, versions of the dataset. */
@Order(5)
class NeighboursIT {
    @SuppressWarnings("NullAway.Init")
    private static Scene scene;

    @BeforeAll
    static void open() throws IOException {
        scene = Scene.open("e2e-neighbours", 400);
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    @Test
    void whenItsNodeIsDrainedASyncWaitsForAnother() throws IOException {
        scene.apply("drained", "{tables: [{name: blocks}]}");
        scene.awaitTheChain("drained");
        scene.awaitReady("drained", "True/Streaming");
        String node = scene.pods("drained").getFirst().getSpec().getNodeName();
        List<String> nodes = scene.kubectl("get", "nodes", "-o=name").lines().toList();

        try {
            nodes.forEach(each -> Shell.run("kubectl", "cordon", each));
            Shell.run(
                    "kubectl",
                    "drain",
                    node,
                    "--pod-selector=app.kubernetes.io/instance=drained",
                    "--delete-emptydir-data",
                    "--ignore-daemonsets",
                    "--timeout=60s");
            await().atMost(Scene.SOON)
                    .untilAsserted(() -> assertThat(scene.condition("drained", ConditionType.READY))
                            .isEqualTo("False/Unschedulable"));
            scene.chain.advance(5);
        } finally {
            nodes.forEach(each -> Shell.run("kubectl", "uncordon", each));
        }

        scene.awaitReady("drained", "True/Streaming");
        scene.awaitTheChain("drained");
        assertThat(scene.templates("drained")).isEqualTo(1);
    }

    @Test
    void aServiceNamedLikeOurVariablesDoesNoHarmNorDoesANameWithADigit() throws IOException {
        scene.kubectl("create", "service", "clusterip", "ampsync", "--tcp=80:80");
        scene.kubectl("create", "service", "clusterip", "health", "--tcp=80:80");

        scene.apply("1inch", "{tables: [{name: blocks}], database: {schema: one_inch}}");

        scene.awaitReady("1inch", "True/Streaming");
        String pod = scene.pods("1inch").getFirst().getMetadata().getName();
        assertThat(scene.kubectl("exec", pod, "--", "env"))
                .contains("HEALTH_PORT=8080")
                .doesNotContain("AMPSYNC_SERVICE_HOST", "HEALTH_PORT=tcp");
        assertThat(scene.kubectl("get", "endpoints", "sync-1inch-metrics", "-o=jsonpath={.subsets[*].ports[*].port}"))
                .endsWith("8080");
    }

    @Test
    void theImageHasACacheThatItsJavaTakes() throws IOException {
        String strict = "-XX:AOTMode=on -XX:AOTCache=/opt/ampsync/ampsync.aot";

        scene.apply(
                "cached",
                "{tables: [{name: blocks}], template: {env: [{name: AMPSYNC_JAVA_OPTS, value: '" + strict + "'}]}}");

        scene.awaitReady("cached", "True/Streaming");
        assertThat(scene.status("cached").runtime()).returns(0, AmpSyncStatus.RuntimeStatus::restarts);
    }

    @Test
    void anotherVersionThatIsNamedIsARolloutThatGoesOn() throws IOException {
        scene.apply("pinned", "{tables: [{name: blocks}], dataset: {version: 1.0.0}}");
        scene.awaitTheChain("pinned");
        scene.awaitReady("pinned", "True/Streaming");
        assertThat(running("pinned")).isEqualTo("1.0.0");
        scene.chain.publish("1.1.0");

        scene.patch("pinned", "dataset: {version: 1.1.0}");

        scene.awaitReady("pinned", "True/Streaming");
        await().atMost(Scene.SOON)
                .untilAsserted(() -> assertThat(running("pinned")).isEqualTo("1.1.0"));
        scene.chain.advance(5);
        scene.awaitTheChain("pinned");
        assertThat(scene.templates("pinned")).isEqualTo(2);
    }

    @Test
    void anotherVersionThatIsFollowedIsNoRollout() throws IOException {
        scene.apply("following", "{tables: [{name: blocks}], versionUpdate: {pollIntervalSeconds: 1}}");
        scene.awaitTheChain("following");
        scene.awaitReady("following", "True/Streaming");
        String before = running("following");

        scene.chain.publish("1.2.0");

        await().atMost(Scene.SOON)
                .untilAsserted(() ->
                        assertThat(running("following")).isEqualTo("1.2.0").isNotEqualTo(before));
        scene.chain.advance(5);
        scene.awaitTheChain("following");
        assertThat(scene.templates("following")).isEqualTo(1);
    }

    @Test
    void aPartOfATableIsChosenBySpec() throws IOException, java.sql.SQLException {
        scene.apply(
                "part",
                "{tables: [{name: logs, where: log_index = 0, columns: [block_num, log_index, address]}],"
                        + " versionUpdate: {onVersionChange: Hold}, resilience: {retry: {maxRetries: 3}}}");

        scene.kubectl("wait", "--for=condition=CaughtUp", "ampsync/part", "--timeout=90s");

        assertThat(scene.database.number("SELECT count(*) FROM part.logs WHERE log_index <> 0"))
                .isZero();
        assertThat(scene.database.number("SELECT count(*) FROM part.logs")).isPositive();
        assertThat(scene.database.number("SELECT count(*) FROM information_schema.columns WHERE table_schema = 'part'"
                        + " AND table_name = 'logs' AND column_name IN ('topic0', 'data')"))
                .isZero();
    }

    private static String running(String name) {
        AmpSyncStatus.DatasetStatus dataset =
                Objects.requireNonNull(scene.status(name).dataset());
        return String.valueOf(dataset.runningVersion());
    }
}
