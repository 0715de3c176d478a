package io.ampsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ampsync.api.v1alpha1.ConditionType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several operators, and those of other versions than the definition. */
@Order(6)
class OperatorLifeIT {
    /** Fifteen seconds of the Lease, and the time to see that they are over. */
    private static final Duration TAKEN_OVER = Duration.ofSeconds(25);

    @SuppressWarnings("NullAway.Init")
    private static Scene scene;

    @BeforeAll
    static void open() throws IOException {
        scene = Scene.open("e2e-operator", 200);
    }

    @AfterAll
    static void close() {
        Release.upgrade();
        scene.close();
    }

    @Test
    void whenTheLeaderIsKilledTheOtherOneGoesOnAndNothingIsDoneTwice() throws IOException {
        Release.upgrade("replicas=2");
        scene.apply("led", "{tables: [{name: blocks}]}");
        scene.awaitReady("led", "True/Streaming");
        String leader = holder();
        assertThat(leader).startsWith("ampsync-");

        operators("delete", "pod", leader.split("_", 2)[0], "--grace-period=0", "--force");
        scene.patch("led", "concurrency: {maxConnections: 5}");

        await().atMost(TAKEN_OVER)
                .untilAsserted(() -> assertThat(holder()).isNotBlank().isNotEqualTo(leader));
        scene.awaitReady("led", "True/Streaming");
        assertThat(scene.templates("led")).isEqualTo(2);
        assertThat(Collections.frequency(scene.events("led"), "Rollout")).isEqualTo(2);
        String version = scene.sync("led").getMetadata().getResourceVersion();
        await().during(Duration.ofSeconds(10))
                .atMost(Scene.SOON)
                .untilAsserted(() -> assertThat(scene.sync("led").getMetadata().getResourceVersion())
                        .isEqualTo(version));
    }

    @Test
    void theTestOfTheChartAsksWhatIsPermitted() {
        assertThat(Shell.run("helm", "test", Release.NAME, "--namespace=" + Release.NAMESPACE, "--timeout=2m"))
                .contains("Succeeded");
        assertThat(operators("get", "pods", "-o=name")).doesNotContain("ampsync-test");
    }

    @Test
    void anOperatorThatIsOlderThanTheDefinitionRefusesOneResourceAndKeepsTheOthers(@TempDir Path folder)
            throws IOException {
        scene.apply("fine", "{tables: [{name: blocks}]}");
        scene.awaitReady("fine", "True/Streaming");
        Release.upgradeFrom(laterChart(folder));
        await().atMost(Scene.SOON)
                .untilAsserted(() -> assertThat(Shell.run("kubectl", "explain", "ampsync.spec.source.era"))
                        .contains("S9"));

        scene.apply("later", "{tables: [{name: blocks}], source: {era: S9}}");

        scene.awaitReady("later", "False/InvalidSpec");
        assertThat(scene.condition("later", ConditionType.STALLED)).isEqualTo("True/InvalidSpec");
        assertThat(scene.message("later")).contains("spec.source.era", "S9", "upgrade the operator");
        assertThat(scene.pods("later")).isEmpty();
        operators("rollout", "restart", "deployment/ampsync");
        operators("rollout", "status", "deployment/ampsync", "--timeout=60s");
        scene.patch("fine", "concurrency: {maxConnections: 6}");
        scene.awaitReady("fine", "True/Streaming");
        assertThat(scene.templates("fine")).isEqualTo(2);

        scene.patch("later", "source: {era: Head}");
        scene.awaitReady("later", "True/Streaming");
        Release.upgrade();
        await().atMost(Scene.SOON)
                .untilAsserted(() -> assertThat(Shell.run("kubectl", "explain", "ampsync.spec.source.era"))
                        .doesNotContain("S9"));
    }

    /** The chart with one more value in its definition. */
    private static String laterChart(Path folder) throws IOException {
        Path chart = folder.resolve("ampsync");
        String _ = Shell.run("cp", "-r", "charts/ampsync", chart.toString());
        Path file = chart.resolve("files/ampsyncs.ampsync.io.yaml");
        String definition = Files.readString(file);
        String later = definition.replaceFirst("(?m)^( +- )\"?S2\"?$", "$1\"S2\"\n$1\"S9\"");
        assertThat(later).isNotEqualTo(definition);
        Files.writeString(file, later);
        return chart.toString();
    }

    private static String holder() {
        return operators("get", "lease", "ampsync-operator", "-o=jsonpath={.spec.holderIdentity}");
    }

    private static String operators(String... arguments) {
        String[] command = new String[arguments.length + 2];
        command[0] = "kubectl";
        command[1] = "--namespace=" + Release.NAMESPACE;
        System.arraycopy(arguments, 0, command, 2, arguments.length);
        return Shell.run(command);
    }
}
