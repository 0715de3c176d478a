package io.ampsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ampsync.api.v1alpha1.ConditionType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** An AmpSync from git, waited for by a Flux Kustomization with {@code wait: true}: one story, in this order. */
@Tag("gitops")
@Order(21)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FluxIT {
    private static final String NAMESPACE = "e2e-flux";
    private static final String KUSTOMIZATION = "kustomizations.kustomize.toolkit.fluxcd.io";

    @SuppressWarnings("NullAway.Init")
    private static Scene scene;

    @SuppressWarnings("NullAway.Init")
    private static GitRepository git;

    @BeforeAll
    static void open(@TempDir Path folder) throws IOException {
        scene = Scene.open(NAMESPACE, 300);
        git = GitRepository.in(folder);
        spec("{tables: [{name: blocks}]}", "An AmpSync for Flux");
        String manifests = """
                apiVersion: source.toolkit.fluxcd.io/v1
                kind: GitRepository
                metadata: {name: chain}
                spec: {interval: 5s, url: "%s", ref: {branch: main}}
                ---
                apiVersion: kustomize.toolkit.fluxcd.io/v1
                kind: Kustomization
                metadata: {name: chain}
                spec:
                  interval: 1h
                  retryInterval: 5s
                  timeout: 5m
                  path: ./flux
                  prune: true
                  wait: true
                  targetNamespace: %s
                  sourceRef: {kind: GitRepository, name: chain}
                """.formatted(GitRepository.URL, NAMESPACE);
        String _ =
                Shell.run(manifests.getBytes(StandardCharsets.UTF_8), "kubectl", "-n", NAMESPACE, "apply", "-f", "-");
    }

    @AfterAll
    static void close() {
        scene.kubectl("delete", KUSTOMIZATION, "chain", "--timeout=60s");
        scene.close();
    }

    @Test
    @Order(1)
    void itIsReadyNeitherTooEarlyNorNever() {
        await().atMost(Scene.SOON).pollInterval(Duration.ofMillis(200)).until(() -> {
            boolean ready = state().startsWith("True");
            boolean runs = scene.find("flux").isPresent()
                    && scene.condition("flux", ConditionType.READY).startsWith("True");
            assertThat(!ready || runs).as("not before it runs").isTrue();
            return ready;
        });
        scene.awaitTheChain("flux");
    }

    @Test
    @Order(2)
    void aChangeIsWaitedForAgain() throws IOException {
        spec("{tables: [{name: blocks}], concurrency: {maxConnections: 5}}", "Fewer connections");

        await().atMost(Scene.SOON).pollInterval(Duration.ofMillis(200)).until(() -> state().startsWith("Unknown"));
        await().atMost(Scene.SOON).untilAsserted(() -> assertThat(state()).startsWith("True"));
        assertThat(scene.sync("flux").getSpec().concurrency().maxConnections()).isEqualTo(5);
        assertThat(scene.condition("flux", ConditionType.READY)).isEqualTo("True/Streaming");
    }

    @Test
    @Order(3)
    void whatNeedsAPersonFailsTheHealthCheckAndRecovers() throws IOException {
        spec("{tables: [{name: blocks, where: 'number IN (SELECT 1)'}]}", "A subquery");
        await().atMost(Scene.SOON).untilAsserted(() -> assertThat(state()).isEqualTo("False HealthCheckFailed"));

        spec("{tables: [{name: blocks}], suspend: true}", "Suspended");
        await().atMost(Scene.SOON).untilAsserted(() -> {
            assertThat(state()).startsWith("True");
            assertThat(scene.condition("flux", ConditionType.READY)).isEqualTo("True/Suspended");
        });
    }

    private static void spec(String spec, String message) throws IOException {
        git.write("flux/ampsync.yaml", Scene.sample("flux", spec).toString()).push(message);
    }

    private static String state() {
        return scene.kubectl(
                "get",
                KUSTOMIZATION,
                "chain",
                "-o=jsonpath={.status.conditions[?(@.type==\"Ready\")].status}"
                        + " {.status.conditions[?(@.type==\"Ready\")].reason}");
    }
}
