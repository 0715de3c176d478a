package io.ampsync.operator.fake;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.api.StatusReport;
import io.ampsync.api.SyncReport;
import io.ampsync.api.TableReport;
import io.ampsync.api.WriterReport;
import io.ampsync.operator.observe.ReportSource;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Turns Deployments into pods that run at once, and answers for them: each reads the ConfigMap that its pod mounts, as
 * the runtime does.
 */
public final class FakeKubelet implements ReportSource, AutoCloseable {
    private static final Instant START = Instant.parse("2026-11-21T08:00:00Z");
    private final KubernetesClient client;
    private final Map<String, SyncReport> byAddress = new ConcurrentHashMap<>();
    private final AtomicInteger addresses = new AtomicInteger();
    private final AtomicInteger started = new AtomicInteger();
    private volatile UnaryOperator<SyncReport> saying = UnaryOperator.identity();
    private volatile ContainerState state = running();

    public FakeKubelet(KubernetesClient client) {
        this.client = client;
        client.apps().deployments().inAnyNamespace().inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Deployment deployment) {
                follow(deployment);
            }

            @Override
            public void onUpdate(Deployment before, Deployment now) {
                follow(now);
            }

            @Override
            public void onDelete(Deployment deployment, boolean unknown) {
                pods(deployment).forEach(pod -> client.resource(pod).delete());
            }
        });
    }

    /** Pods that were started so far. */
    public int started() {
        return started.get();
    }

    /** Changes what runtimes say. */
    public void say(UnaryOperator<SyncReport> change) {
        saying = change;
    }

    /** The state of containers that are started from now on. */
    public void start(ContainerState containers) {
        state = containers;
    }

    /** A container that runs. */
    public static ContainerState running() {
        return new ContainerStateBuilder()
                .withNewRunning()
                .withStartedAt(START.toString())
                .endRunning()
                .build();
    }

    @Override
    public StatusReport ask(String ip) throws IOException {
        SyncReport report = byAddress.get(ip);
        if (report == null) {
            throw new IOException("connection refused");
        }
        return StatusReport.of(List.of(saying.apply(report)));
    }

    private synchronized void follow(Deployment deployment) {
        String revision = revision(deployment);
        List<Pod> pods = pods(deployment);
        pods.stream()
                .filter(pod -> deployment.getSpec().getReplicas() == 0 || !revision.equals(revision(pod)))
                .forEach(pod -> {
                    byAddress.remove(pod.getStatus().getPodIP());
                    client.resource(pod).delete();
                });
        if (deployment.getSpec().getReplicas() > 0 && pods.stream().noneMatch(pod -> revision.equals(revision(pod)))) {
            run(deployment, revision);
        }
    }

    private void run(Deployment deployment, String revision) {
        String ip = "10.0.0." + addresses.incrementAndGet();
        started.incrementAndGet();
        byAddress.put(ip, report(deployment));
        client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(deployment.getMetadata().getName() + "-" + revision)
                        .withNamespace(deployment.getMetadata().getNamespace())
                        .withLabels(
                                deployment.getSpec().getTemplate().getMetadata().getLabels())
                        .endMetadata()
                        .withSpec(deployment.getSpec().getTemplate().getSpec())
                        .withNewStatus()
                        .withPhase("Running")
                        .withPodIP(ip)
                        .withContainerStatuses(new ContainerStatusBuilder()
                                .withName("runtime")
                                .withImage("image")
                                .withReady(state.getRunning() != null)
                                .withRestartCount(0)
                                .withState(state)
                                .build())
                        .endStatus()
                        .build())
                .create();
    }

    /** As the runtime would: identity from the mounted document, revision from the environment. */
    private SyncReport report(Deployment deployment) {
        String configuration = deployment.getSpec().getTemplate().getSpec().getVolumes().stream()
                .filter(volume -> volume.getName().equals("configuration"))
                .map(Volume::getConfigMap)
                .findFirst()
                .orElseThrow()
                .getName();
        String document = client.configMaps()
                .inNamespace(deployment.getMetadata().getNamespace())
                .withName(configuration)
                .require()
                .getData()
                .get("ampsync.yaml");
        JsonNode metadata = FakeApiServer.tree(Objects.requireNonNull(document)).get("metadata");
        return new SyncReport(
                metadata.get("namespace").asText(),
                metadata.get("name").asText(),
                metadata.get("uid").asText(),
                variable(deployment, "AMPSYNC_REVISION"),
                START,
                1L,
                SyncReport.State.RUNNING,
                new WriterReport(WriterReport.State.HELD, 1L, "00"),
                null,
                null,
                null,
                null,
                null,
                List.of(table(100, 1)),
                null,
                null);
    }

    /** A table that streams. */
    public static TableReport table(long block, long rows) {
        return new TableReport(
                "blocks",
                TableReport.Mode.STREAMING,
                rows,
                START,
                List.of(new TableReport.WatermarkReport("mainnet", block, "0xaa", null, null, null)),
                null,
                null);
    }

    private static @Nullable String variable(Deployment deployment, String name) {
        return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getEnv().stream()
                .filter(variable -> variable.getName().equals(name))
                .map(EnvVar::getValue)
                .findFirst()
                .orElse(null);
    }

    private List<Pod> pods(Deployment deployment) {
        return client.pods()
                .inNamespace(deployment.getMetadata().getNamespace())
                .withLabels(deployment.getSpec().getSelector().getMatchLabels())
                .list()
                .getItems();
    }

    private static String revision(Deployment deployment) {
        return String.valueOf(
                deployment.getSpec().getTemplate().getMetadata().getLabels().get("ampsync.io/revision"));
    }

    private static String revision(Pod pod) {
        return String.valueOf(pod.getMetadata().getLabels().get("ampsync.io/revision"));
    }

    @Override
    public void close() {
        client.close();
    }
}
