package io.ampsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.operator.AmpSync;
import io.ampsync.operator.render.Names;
import io.ampsync.operator.render.Renderer;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.logging.Logger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand AmpSyncs on an API server without nodes: {@code make scale}. What has to be quick is what the operator does;
 * the pods come as fast as the controller manager makes them.
 */
@Tag("scale")
@Order(30)
class ScaleIT {
    private static final Logger LOG = Logger.getLogger(ScaleIT.class.getName());
    private static final int SYNCS = Integer.getInteger("scale.syncs", 1000);
    private static final Duration IDLE = Duration.ofSeconds(Long.getLong("scale.idleSeconds", 120));
    private static final Duration FIRST_PASS = Duration.ofSeconds(60);
    private static final Duration FIRST = Duration.ofMillis(1_500);
    private static final Duration PODS = Duration.ofMinutes(15);
    private static final Duration SETTLED = Duration.ofSeconds(15);
    private static final Duration REFLECTED = Duration.ofSeconds(2);
    private static final long MOST_MEBIBYTES = 300;
    private static final int OPERATOR_PORT = 18_080;
    private static final String NAMESPACE = "e2e-scale";
    private static final String TRAINING = "e2e-scale-training";
    private static final String SPEC =
            "tables: [{name: blocks}], dataset: {version: 1.0.0}, database: {schema: public}";
    /** By the controller manager, which tries for ever to write addresses that no pod should have. */
    private static final Set<String> OF_CONTROLLERS = Set.of(
            "PUT endpoints",
            "PUT endpointslices",
            "PUT deployments/status",
            "PUT replicasets/status",
            "POST events",
            "PATCH events");

    private static final Pattern WRITES = Pattern.compile(
            "(?m)^apiserver_request_total\\{[^}]*resource=\"([^\"]*)\""
                    + "[^}]*subresource=\"([^\"]*)\"[^}]*verb=\"(APPLY|PATCH|POST|PUT|DELETE|DELETECOLLECTION)\"[^}]*} (\\S+)$");

    @Test
    @Timeout(value = 2, unit = TimeUnit.HOURS)
    void aThousandAmpSyncs(@TempDir Path folder) throws Exception {
        Release.namespace(Release.NAMESPACE);
        Release.namespace(NAMESPACE);
        String _ = Shell.run(
                "kubectl", "apply", "--server-side", "-f", "crds/src/main/resources/ampsyncs.ampsync.io.yaml");
        try (KubernetesClient client = Access.client()) {
            Path cache = trained(folder, client);
            Duration first = firstOfFew(folder, client, cache);
            measure(folder, client, cache);
            assertThat(first).isLessThan(FIRST);
        }
    }

    /** From the start of the process to the Deployment of the first AmpSync, while there are two. */
    private static Duration firstOfFew(Path folder, KubernetesClient client, Path cache)
            throws IOException, InterruptedException {
        client.apps().deployments().inNamespace(TRAINING).delete();
        await().until(() -> deployments(client, TRAINING) == 0);
        try (Onlooker seen = new Onlooker(client, TRAINING);
                OperatorProcess operator = start(folder, client, TRAINING, cache)) {
            await().atMost(SETTLED.multipliedBy(4))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> seen.deployed() > 0);
            Duration first = operator.age();
            LOG.info("with two AmpSyncs, the first has its Deployment " + seconds(first)
                    + " after the operator's start");
            operator.stop();
            return first;
        }
    }

    private static void measure(Path folder, KubernetesClient client, Path cache) throws Exception {
        try (StandInPods pods =
                        new StandInPods(client, NAMESPACE, Renderer.HTTP_PORT, create(client, NAMESPACE, SYNCS));
                Onlooker seen = new Onlooker(client, NAMESPACE)) {
            try (OperatorProcess operator = start(folder, client, NAMESPACE, cache)) {
                await().atMost(PODS).pollInterval(Duration.ofMillis(10)).until(() -> seen.deployed() > 0);
                LOG.info("with " + SYNCS + " AmpSyncs, the first has its Deployment " + seconds(operator.age())
                        + " after the operator's start");
                await().atMost(PODS)
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> seen.deployed() == SYNCS && seen.told() == SYNCS);
                Duration firstPass = operator.age();
                LOG.info(SYNCS + " AmpSyncs have their objects and a status " + seconds(firstPass)
                        + " after the operator's start; " + pods.count() + " pods exist");
                await().atMost(PODS).pollInterval(Duration.ofSeconds(2)).until(() -> seen.streaming() == SYNCS);
                LOG.info("all are Streaming after " + seconds(operator.age()) + ", the last pod came from the"
                        + " controller manager a moment ago");
                Duration change = change(client);
                await().atMost(PODS).until(() -> seen.streaming() == SYNCS);
                LOG.info("a change is reflected after " + change.toMillis() + " ms");
                assertQuiet(client, "at rest");
                long memory = operator.mostMebibytes();
                LOG.info("the operator never had more than " + memory + " MiB");
                operator.kill();
                assertThat(memory).isLessThanOrEqualTo(MOST_MEBIBYTES);
                assertThat(change).isLessThan(REFLECTED);
                assertThat(firstPass).isLessThan(FIRST_PASS);
            }
            try (OperatorProcess _ = start(folder, client, NAMESPACE, cache)) {
                assertQuiet(client, "after a restart of the operator");
            }
        }
    }

    private static OperatorProcess start(Path folder, KubernetesClient client, String namespace, Path cache)
            throws IOException {
        return OperatorProcess.start(folder, client.getConfiguration(), namespace, OPERATOR_PORT, cache);
    }

    /** As bin/images does it for the image. */
    private static Path trained(Path folder, KubernetesClient client) throws Exception {
        Release.namespace(TRAINING);
        create(client, TRAINING, 2);
        return OperatorProcess.train(
                folder,
                client.getConfiguration(),
                TRAINING,
                OPERATOR_PORT,
                () -> await().atMost(SETTLED.multipliedBy(4)).until(() -> deployments(client, TRAINING) == 2));
    }

    private static int deployments(KubernetesClient client, String namespace) {
        return client.apps()
                .deployments()
                .inNamespace(namespace)
                .withLabel(Names.MANAGED_BY)
                .list()
                .getItems()
                .size();
    }

    /** The UIDs, by name. */
    private static Map<String, String> create(KubernetesClient client, String namespace, int count) throws Exception {
        ObjectNode secret = Scene.document("postgres.yaml");
        client.resource(secret.toString()).inNamespace(namespace).createOr(existing -> existing.update());
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> made = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String name = "sync-%04d".formatted(i);
                made.add(threads.submit(() -> client.resource(
                                Scene.sample(name, "{" + SPEC + "}").toString())
                        .inNamespace(namespace)
                        .create()));
            }
            for (Future<?> each : made) {
                each.get();
            }
        }
        return client.resources(AmpSync.class).inNamespace(namespace).list().getItems().stream()
                .collect(Collectors.toMap(
                        sync -> sync.getMetadata().getName(),
                        sync -> sync.getMetadata().getUid()));
    }

    /** How long it takes from {@code kubectl apply} to the new Deployment and a status that is about the new spec. */
    private static Duration change(KubernetesClient client) throws IOException {
        String changed = Scene.sample("sync-0007", "{" + SPEC + ", concurrency: {maxConnections: 3}}")
                .toString();
        String _ = Shell.run(
                changed.getBytes(StandardCharsets.UTF_8),
                "kubectl",
                "-n",
                NAMESPACE,
                "apply",
                "--server-side",
                "--force-conflicts",
                "-f",
                "-");
        long applied = System.nanoTime();
        await().atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    AmpSync sync = client.resources(AmpSync.class)
                            .inNamespace(NAMESPACE)
                            .withName("sync-0007")
                            .get();
                    AmpSyncStatus status = Objects.requireNonNull(sync.getStatus());
                    Deployment deployment = client.apps()
                            .deployments()
                            .inNamespace(NAMESPACE)
                            .withName("sync-0007")
                            .get();
                    return Objects.equals(status.observedGeneration(), 2L)
                            && deployment
                                    .getMetadata()
                                    .getAnnotations()
                                    .getOrDefault(Names.ASKED, "")
                                    .contains("/2/");
                });
        return Duration.ofNanos(System.nanoTime() - applied);
    }

    private static void assertQuiet(KubernetesClient client, String when) {
        // What the controller manager still has to do is none of ours.
        await().atMost(PODS).pollInterval(SETTLED).until(() -> {
            Map<String, Double> now = writes(client);
            await().pollDelay(SETTLED).atMost(SETTLED.multipliedBy(2)).until(() -> true);
            return made(now, writes(client)).isEmpty();
        });
        Map<String, Double> before = writes(client);
        await().pollDelay(IDLE).atMost(IDLE.plusSeconds(30)).until(() -> true);
        Map<String, Double> after = writes(client);
        String made = made(before, after);
        LOG.info(when + ", in " + IDLE.toSeconds() + " s there were writes but of Leases: " + made + "; Leases "
                + (after.getOrDefault("PUT leases", 0.0) - before.getOrDefault("PUT leases", 0.0)));
        assertThat(made).as(when).isEmpty();
    }

    private static String made(Map<String, Double> before, Map<String, Double> after) {
        return after.entrySet().stream()
                .filter(count -> !count.getKey().endsWith(" leases"))
                .filter(count -> count.getValue() > before.getOrDefault(count.getKey(), 0.0))
                .map(count -> count.getKey() + " " + (count.getValue() - before.getOrDefault(count.getKey(), 0.0)))
                .collect(Collectors.joining(", "));
    }

    /** Requests that write, by resource and subresource, as the API server counts them. */
    private static Map<String, Double> writes(KubernetesClient client) {
        Map<String, Double> counts = new TreeMap<>();
        Matcher line = WRITES.matcher(Objects.requireNonNull(client.raw("/metrics")));
        while (line.find()) {
            String resource = line.group(2).isEmpty() ? line.group(1) : line.group(1) + "/" + line.group(2);
            counts.merge(line.group(3) + " " + resource, Double.parseDouble(line.group(4)), Double::sum);
        }
        counts.keySet().removeAll(OF_CONTROLLERS);
        counts.put("POST events of the operator", (double) events(client));
        return counts;
    }

    private static int events(KubernetesClient client) {
        return client.v1()
                .events()
                .inNamespace(NAMESPACE)
                .withField("source", Names.FIELD_MANAGER)
                .list()
                .getItems()
                .size();
    }

    private static String seconds(Duration time) {
        return "%.1f s".formatted(time.toMillis() / 1000.0);
    }
}
