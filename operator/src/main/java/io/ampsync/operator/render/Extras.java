package io.ampsync.operator.render;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Objects that a spec may ask for. */
public final class Extras {
    /** As the Prometheus operator defines it. */
    public static final String POD_MONITOR_API = "monitoring.coreos.com/v1";

    public static final String POD_MONITOR = "PodMonitor";

    private Extras() {}

    /** Only the operator and Prometheus may reach the pod. */
    static NetworkPolicy networkPolicy(ObjectMeta metadata, Platform platform) {
        return new NetworkPolicyBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withNewPodSelector()
                .withMatchLabels(Names.selector(metadata.getName()))
                .endPodSelector()
                .withPolicyTypes("Ingress")
                .addNewIngress()
                .addNewFrom()
                .withNewNamespaceSelector()
                .withMatchLabels(Map.of("kubernetes.io/metadata.name", platform.operatorNamespace()))
                .endNamespaceSelector()
                .withNewPodSelector()
                .withMatchLabels(Map.of(Names.NAME, "ampsync-operator"))
                .endPodSelector()
                .endFrom()
                .addNewFrom()
                .withNewNamespaceSelector()
                .endNamespaceSelector()
                .withNewPodSelector()
                .withMatchLabels(Map.of(Names.NAME, "prometheus"))
                .endPodSelector()
                .endFrom()
                .addNewPort()
                .withPort(new IntOrString(Renderer.HTTP_PORT))
                .withProtocol("TCP")
                .endPort()
                .endIngress()
                .endSpec()
                .build();
    }

    static GenericKubernetesResource podMonitor(ObjectMeta metadata) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(POD_MONITOR_API)
                .withKind(POD_MONITOR)
                .withMetadata(metadata)
                .addToAdditionalProperties(
                        "spec",
                        new TreeMap<>(Map.of(
                                "podMetricsEndpoints",
                                List.of(new TreeMap<>(Map.of("path", "/metrics", "port", "http"))),
                                "selector",
                                Map.of("matchLabels", Names.selector(metadata.getName())))))
                .build();
    }
}
