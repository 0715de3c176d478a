package io.ampsync.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ampsync.operator.fake.FakeApiServer;
import io.ampsync.operator.fake.Samples;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The operator as a process. With {@code -Dampsync.operator="java …"} it is that one instead of the classes here: so
 * bin/images makes the ahead-of-time cache.
 */
class OperatorProgramIT {
    private static final Logger LOG = Logger.getLogger(OperatorProgramIT.class.getName());
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String NAMESPACE = "analytics";

    private final FakeApiServer api = new FakeApiServer(true);
    private final KubernetesClient user = api.client();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @AfterEach
    void stop() {
        user.close();
        api.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void itReconcilesAndEndsWithZeroWhenAsked(boolean leaderElection) throws IOException, InterruptedException {
        int port = freePort();
        Process operator = start(port, leaderElection);
        try {
            await().atMost(SOON).until(() -> answer(port, "/readyz") == 200);
            user.resource(Samples.read("minimal")).create();

            await().atMost(SOON)
                    .until(() -> user.apps()
                                    .deployments()
                                    .inNamespace(NAMESPACE)
                                    .withName("blocks")
                                    .get()
                            != null);
            assertThat(answer(port, "/metrics")).isEqualTo(200);
        } finally {
            operator.destroy();
        }
        assertThat(operator.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(operator.exitValue()).isZero();
        assertThat(user.leases().inNamespace("ampsync-system").list().getItems())
                .as("the next one need not wait for the end of the Lease")
                .hasSize(leaderElection ? 1 : 0)
                .allSatisfy(
                        lease -> assertThat(lease.getSpec().getHolderIdentity()).isEmpty());
    }

    @Test
    void theFirstSyncIsReconciledSoonAfterTheStart() throws IOException {
        user.resource(Samples.read("minimal")).create();
        long started = System.nanoTime();

        Process operator = start(freePort(), false);
        try {
            await().atMost(SOON)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> user.apps()
                                    .deployments()
                                    .inNamespace(NAMESPACE)
                                    .withName("blocks")
                                    .get()
                            != null);
        } finally {
            operator.destroyForcibly();
        }

        long taken = Duration.ofNanos(System.nanoTime() - started).toMillis();
        LOG.info("the first sync was reconciled " + taken + " ms after the operator's start");
        assertThat(taken).isLessThan(Long.getLong("ampsync.operator.start", SOON.toMillis()));
    }

    private Process start(int port, boolean leaderElection) throws IOException {
        Path config = Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                current-context: fake
                contexts: [{name: fake, context: {cluster: fake, user: fake}}]
                clusters: [{name: fake, cluster: {server: "%s", insecure-skip-tls-verify: true}}]
                users: [{name: fake, user: {}}]
                """.formatted(api.url()));
        List<String> command = new ArrayList<>(program());
        command.add(OperatorCommand.class.getName());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "operator-program.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "KUBECONFIG",
                        config.toString(),
                        "RUNTIME_IMAGE",
                        "ampsync:test",
                        "WATCH_NAMESPACES",
                        NAMESPACE,
                        "OPERATOR_NAMESPACE",
                        "ampsync-system",
                        "LEADER_ELECTION",
                        String.valueOf(leaderElection),
                        "PORT",
                        String.valueOf(port)));
        return builder.start();
    }

    private static List<String> program() {
        String other = System.getProperty("ampsync.operator");
        return other == null
                ? List.of(
                        System.getProperty("java.home") + File.separator + "bin" + File.separator + "java",
                        "-cp",
                        System.getProperty("java.class.path"))
                : List.of(other.split(" "));
    }

    private static int answer(int port, String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
