package io.ampsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The chart's release: what it may do, and what stays when it is changed and taken away. Last, for it takes it away. */
@Order(9)
class ReleaseIT {
    private static final String OPERATOR = "--as=system:serviceaccount:" + Release.NAMESPACE + ":ampsync";

    @SuppressWarnings("NullAway.Init")
    private static Scene scene;

    @BeforeAll
    static void open() throws IOException {
        scene = Scene.open("e2e-release", 200);
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    @Test
    void theOperatorMayDoWhatIsListedAndNoMore() throws IOException {
        String may = scene.kubectl("auth", "can-i", "--list", OPERATOR);

        assertThat(may.lines()
                        .map(line -> line.strip().replaceAll("\\s{2,}", "  "))
                        .sorted())
                .containsExactlyElementsOf(Files.readAllLines(Path.of("src/test/resources/permissions.txt")));
    }

    @Test
    void withoutTheRightToReadSecretsPodsTakeUpNewOnesThemselves() throws IOException, SQLException {
        Release.upgrade("rbac.secrets=false");
        assertThat(Shell.attempt(
                                new byte[0],
                                "kubectl",
                                "-n",
                                scene.namespace,
                                "auth",
                                "can-i",
                                "get",
                                "secrets",
                                OPERATOR)
                        .output())
                .startsWith("no");
        scene.database.execute("CREATE ROLE keeper LOGIN PASSWORD 'first' IN ROLE ampsync");
        scene.kubectl(
                "create",
                "secret",
                "generic",
                "keeper",
                "--from-literal=username=keeper",
                "--from-literal=password=first");
        scene.apply("unread", "{tables: [{name: blocks}], database: {credentialsSecretRef: {name: keeper}}}");
        scene.awaitReady("unread", "True/Streaming");
        assertThat(scene.pods("unread").getFirst().getMetadata().getAnnotations())
                .doesNotContainKey("ampsync.io/secrets-hash");
        Release.upgrade();
        scene.kubectl(
                "wait", "--for=jsonpath={.metadata.annotations.ampsync\\.io/secrets-first-read}", "deployment/unread");
        scene.awaitReady("unread", "True/Streaming");
        assertThat(scene.templates("unread")).as("nothing was rolled").isEqualTo(1);

        scene.database.execute("ALTER ROLE keeper PASSWORD 'second'");
        scene.kubectl("patch", "secret", "keeper", "--type=merge", "-p={\"stringData\": {\"password\": \"second\"}}");
        await().atMost(Scene.SOON)
                .untilAsserted(() -> assertThat(scene.templates("unread")).isEqualTo(2));
        scene.awaitReady("unread", "True/Streaming");
    }

    @Test
    void definitionResourcesPodsAndRowsOutliveTheRelease() throws IOException {
        scene.apply("survivor", "{tables: [{name: blocks}]}");
        scene.awaitReady("survivor", "True/Streaming");
        String pod = scene.pods("survivor").getFirst().getMetadata().getUid();

        Shell.run("helm", "uninstall", Release.NAME, "--namespace=" + Release.NAMESPACE, "--wait");

        assertThat(Shell.run("kubectl", "get", "crd", "ampsyncs.ampsync.io", "-o=name"))
                .isNotBlank();
        scene.chain.advance(2);
        scene.awaitTheChain("survivor");
        Release.upgrade();
        await().during(Duration.ofSeconds(5)).atMost(Scene.SOON).untilAsserted(() -> {
            scene.awaitReady("survivor", "True/Streaming");
            assertThat(scene.pods("survivor"))
                    .singleElement()
                    .satisfies(now -> assertThat(now.getMetadata().getUid()).isEqualTo(pod));
        });
    }
}
