package io.ampsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.Condition.Truth;
import io.ampsync.api.v1alpha1.ConditionType;
import io.ampsync.operator.AmpSync;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The chart and an AmpSync from git, as Argo CD sees them: one story, in this order. */
@Tag("gitops")
@Order(20)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ArgoIT {
    private static final String NAMESPACE = "e2e-argo";

    @SuppressWarnings("NullAway.Init")
    private static Scene scene;

    @SuppressWarnings("NullAway.Init")
    private static GitRepository git;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        Release.uninstall();
        String _ = Shell.run(
                "kubectl", "apply", "--server-side", "--force-conflicts", "-f", "examples/argocd/argocd-cm.yaml");
        git = GitRepository.in(folder);
        git.copy("charts/ampsync", "charts/ampsync").push("The chart");
        Release.namespace(Release.NAMESPACE);
        application("ampsync", "charts/ampsync", Release.NAMESPACE, "helm: {valuesObject: {watch: {all: true}}}");
        awaitApplication("ampsync", "Synced Healthy");
        scene = Scene.furnish(NAMESPACE, 300);
    }

    @AfterAll
    static void close() {
        for (String application : new String[] {"chain", "ampsync"}) {
            String _ = Shell.run(
                    "kubectl",
                    "-n",
                    "argocd",
                    "delete",
                    "application",
                    application,
                    "--ignore-not-found",
                    "--timeout=60s");
        }
        scene.close();
        Release.adopt();
    }

    @Test
    @Order(1)
    void itIsHealthyExactlyWhenItRunsWhatIsAsked() throws IOException {
        spec("{tables: [{name: blocks}], concurrency: {maxConnections: 8}}", "An AmpSync");
        application("chain", "chain", NAMESPACE, null);

        awaitApplication("chain", "Synced Progressing");
        await().atMost(Scene.SOON).pollInterval(Duration.ofMillis(200)).until(() -> {
            boolean healthy = state("chain").endsWith("Healthy");
            assertThat(!healthy || runs()).as("not before it runs").isTrue();
            return healthy;
        });
        awaitApplication("chain", "Synced Healthy");
        scene.awaitTheChain("chain");
    }

    @Test
    @Order(2)
    void atRestItIsNeverOutOfSync() {
        await().during(Duration.ofSeconds(20))
                .atMost(Scene.SOON)
                .untilAsserted(() -> assertThat(state("chain") + ", " + state("ampsync"))
                        .isEqualTo("Synced Healthy, Synced Healthy"));
    }

    @Test
    @Order(3)
    void aHandEditIsTakenBackOnceAndWithoutAFight() throws IOException {
        scene.patch("chain", "concurrency: {maxConnections: 3}");

        await().atMost(Scene.SOON)
                .untilAsserted(() -> assertThat(
                                scene.sync("chain").getSpec().concurrency().maxConnections())
                        .isEqualTo(8));
        awaitApplication("chain", "Synced Healthy");
        Long generation = scene.sync("chain").getMetadata().getGeneration();
        scene.kubectl("set", "image", "deployment/chain", "runtime=example.test/none:1");
        await().atMost(Scene.SOON)
                .untilAsserted(() -> assertThat(scene.kubectl(
                                "get", "deployment", "chain", "-o=jsonpath={.spec.template.spec.containers[0].image}"))
                        .doesNotContain("none"));
        scene.awaitReady("chain", "True/Streaming");
        await().during(Duration.ofSeconds(10)).atMost(Scene.SOON).untilAsserted(() -> {
            assertThat(scene.sync("chain").getMetadata().getGeneration()).isEqualTo(generation);
            assertThat(state("chain")).isEqualTo("Synced Healthy");
        });
    }

    @Test
    @Order(4)
    void whatNeedsAPersonIsDegraded() throws IOException {
        spec("{tables: [{name: blocks, where: 'number IN (SELECT 1)'}]}", "A subquery");

        awaitApplication("chain", "Synced Degraded");
        assertThat(scene.condition("chain", ConditionType.STALLED)).isEqualTo("True/InvalidSpec");

        spec("{tables: [{name: blocks}]}", "Without it");
        awaitApplication("chain", "Synced Healthy");
    }

    @Test
    @Order(5)
    void suspendedIsSuspended() throws IOException {
        spec("{tables: [{name: blocks}], suspend: true}", "Suspend");

        awaitApplication("chain", "Synced Suspended");
        assertThat(scene.pods("chain")).isEmpty();

        spec("{tables: [{name: blocks}], suspend: false}", "Resume");
        awaitApplication("chain", "Synced Healthy");
        scene.chain.advance(3);
        scene.awaitTheChain("chain");
    }

    private static void spec(String spec, String message) throws IOException {
        git.write("chain/ampsync.json", Scene.sample("chain", spec).toString()).push(message);
    }

    private static boolean runs() {
        AmpSync sync = scene.sync("chain");
        AmpSyncStatus status = scene.status("chain");
        return Objects.equals(status.observedGeneration(), sync.getMetadata().getGeneration())
                && status.condition(ConditionType.READY)
                        .filter(ready -> ready.status() == Truth.TRUE)
                        .isPresent();
    }

    private static void application(String name, String path, String namespace, @Nullable String source) {
        String manifest = """
                apiVersion: argoproj.io/v1alpha1
                kind: Application
                metadata: {name: %s, namespace: argocd, finalizers: [resources-finalizer.argocd.argoproj.io]}
                spec:
                  project: default
                  source: {repoURL: "%s", targetRevision: main, path: %s%s}
                  destination: {server: "https://kubernetes.default.svc", namespace: %s}
                  syncPolicy:
                    automated: {prune: true, selfHeal: true}
                    syncOptions: [ServerSideApply=true]
                """.formatted(name, GitRepository.URL, path, source == null ? "" : ", " + source, namespace);
        String _ = Shell.run(manifest.getBytes(StandardCharsets.UTF_8), "kubectl", "apply", "-f", "-");
    }

    private static String state(String application) {
        return Shell.run(
                "kubectl",
                "-n",
                "argocd",
                "get",
                "application",
                application,
                "-o=jsonpath={.status.sync.status} {.status.health.status}");
    }

    private static void awaitApplication(String name, String expected) {
        await().atMost(Scene.SOON).untilAsserted(() -> assertThat(state(name)).isEqualTo(expected));
    }
}
