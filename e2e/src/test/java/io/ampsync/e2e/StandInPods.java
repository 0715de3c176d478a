package io.ampsync.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.ampsync.operator.render.Names;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * In place of a kubelet: every pod of a namespace runs at once, at an address of its own in 127.1.0.0/16, and one server
 * for all of them answers what a runtime would that has caught up.
 */
final class StandInPods implements AutoCloseable {
    private static final int AT_A_TIME = 16;
    private static final int PER_NET = 250;
    private final Clock clock = Clock.systemUTC();
    private final Instant started = clock.instant();
    private final KubernetesClient client;
    private final Map<String, String> uids;
    private final HttpServer server;
    private final SharedIndexInformer<Pod> pods;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore atATime = new Semaphore(AT_A_TIME);
    private final AtomicInteger addresses = new AtomicInteger();
    private final Map<String, Pod> running = new ConcurrentHashMap<>();

    /** With the UIDs of the AmpSyncs by their names. */
    StandInPods(KubernetesClient client, String namespace, int port, Map<String, String> uids) throws IOException {
        this.client = client;
        this.uids = uids;
        server = HttpServer.create(new InetSocketAddress("0.0.0.0", port), 0);
        server.setExecutor(threads);
        server.createContext("/status", this::answer);
        server.start();
        pods = client.pods().inNamespace(namespace).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                threads.execute(() -> start(pod));
            }

            @Override
            public void onUpdate(Pod before, Pod now) {}

            @Override
            public void onDelete(Pod pod, boolean unknown) {}
        });
    }

    int count() {
        return running.size();
    }

    private void start(Pod pod) {
        int number = addresses.getAndIncrement();
        String address = "127.1." + number / PER_NET + "." + (number % PER_NET + 1);
        running.put(address, pod);
        atATime.acquireUninterruptibly();
        try {
            client.resource(pod).editStatus(fresh -> {
                fresh.setStatus(new PodStatusBuilder()
                        .withPhase("Running")
                        .withPodIP(address)
                        .addNewPodIP(address)
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .addNewContainerStatus()
                        .withName("runtime")
                        .withImage("ampsync:test")
                        .withImageID("ampsync:test")
                        .withRestartCount(0)
                        .withReady(true)
                        .withStarted(true)
                        .withNewState()
                        .withNewRunning()
                        .withStartedAt(started.toString())
                        .endRunning()
                        .endState()
                        .endContainerStatus()
                        .build());
                return fresh;
            });
        } finally {
            atATime.release();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            Pod pod = running.get(exchange.getLocalAddress().getAddress().getHostAddress());
            byte[] body = (pod == null ? "nobody" : report(pod)).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(pod == null ? 404 : 200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private String report(Pod pod) {
        Map<String, String> labels = pod.getMetadata().getLabels();
        return """
                {"apiVersion": "ampsync.io/status.v1", "syncs": [{"namespace": "%s", "name": "%s", "instanceUid": "%s",
                 "revision": "%s", "startedAt": "%s", "sequence": 1, "state": "Running",
                 "writer": {"state": "Held", "epoch": 1, "holder": "00"},
                 "dataset": {"reference": "_/eth_rpc@1.0.0", "desiredVersion": "1.0.0", "runningVersion": "1.0.0"},
                 "tables": [{"name": "blocks", "mode": "Streaming", "rows": 100, "lastCommitTime": "%s",
                  "watermarks": [{"network": "mainnet", "block": 99, "hash": "0xa2", "headBlock": 99, "headTime": "%s",
                  "lagBlocks": 0}]}], "reorgs": {"total": 0}}]}
                """.formatted(
                        pod.getMetadata().getNamespace(),
                        labels.get(Names.INSTANCE),
                        uids.get(labels.get(Names.INSTANCE)),
                        labels.get(Names.REVISION),
                        started,
                        started,
                        clock.instant());
    }

    @Override
    public void close() {
        pods.close();
        server.stop(0);
        threads.close();
    }
}
