package io.ampsync.operator.render;

import io.ampsync.operator.AmpSync;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Renders the objects of a running sync. */
public final class Renderer {
    /** Port of the runtime's HTTP server: health, metrics and {@code /status}. */
    public static final int HTTP_PORT = 8080;

    static final int REVISION_LENGTH = 16;
    private final Platform platform;

    public Renderer(Platform platform) {
        this.platform = platform;
    }

    /**
     * All objects of a sync.
     *
     * @param secrets hashes of the referenced keys
     */
    public Rendering render(AmpSync sync, SecretsMark secrets) throws TemplateRefused {
        String document = ConfigurationDocument.of(sync);
        RuntimePod pod = new RuntimePod(sync, platform, Canonical.sha256(document), secrets.onPods());
        String name = sync.getMetadata().getName();
        List<HasMetadata> objects = new ArrayList<>();
        if (sync.getSpec().template().serviceAccountName() == null) {
            objects.add(serviceAccount(sync));
        }
        objects.add(configuration(sync, Names.configuration(name, pod.revision()), document));
        objects.add(service(sync));
        objects.add(deployment(sync, pod, secrets.firstRead()));
        if (sync.getSpec().networkPolicy().enabled()) {
            objects.add(Extras.networkPolicy(metadata(sync, name), platform));
        }
        if (sync.getSpec().monitoring().podMonitor() && platform.podMonitors()) {
            objects.add(Extras.podMonitor(metadata(sync, name)));
        }
        objects.forEach(Renderer::seal);
        return new Rendering(pod.revision(), objects);
    }

    /** Marks an object with the hash of itself. */
    static void seal(HasMetadata object) {
        String hash = Canonical.hash(object).substring(0, REVISION_LENGTH);
        object.getMetadata().getAnnotations().put(Names.RENDERED, hash);
    }

    static ObjectMeta metadata(AmpSync sync, String name) {
        return new ObjectMetaBuilder()
                .withName(name)
                .withNamespace(sync.getMetadata().getNamespace())
                .withLabels(Names.labels(sync.getMetadata().getName()))
                .withOwnerReferences(owner(sync))
                .build();
    }

    private static OwnerReference owner(AmpSync sync) {
        return new OwnerReferenceBuilder()
                .withApiVersion(sync.getApiVersion())
                .withKind(sync.getKind())
                .withName(sync.getMetadata().getName())
                .withUid(sync.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }

    private static ServiceAccount serviceAccount(AmpSync sync) {
        return new ServiceAccountBuilder()
                .withMetadata(
                        metadata(sync, Names.serviceAccount(sync.getMetadata().getName())))
                .withAutomountServiceAccountToken(false)
                .build();
    }

    private static ConfigMap configuration(AmpSync sync, String name, String document) {
        return new ConfigMapBuilder()
                .withMetadata(metadata(sync, name))
                .withImmutable(true)
                .withData(Map.of("ampsync.yaml", document))
                .build();
    }

    private static Service service(AmpSync sync) {
        String name = sync.getMetadata().getName();
        return new ServiceBuilder()
                .withMetadata(metadata(sync, Names.service(name)))
                .withNewSpec()
                .withType("ClusterIP")
                .withClusterIP("None")
                .withPublishNotReadyAddresses(true)
                .withSelector(Names.selector(name))
                .addNewPort()
                .withName("http")
                .withPort(HTTP_PORT)
                .withTargetPort(new IntOrString("http"))
                .withProtocol("TCP")
                .endPort()
                .endSpec()
                .build();
    }

    private static Deployment deployment(AmpSync sync, RuntimePod pod, String firstRead) {
        String name = sync.getMetadata().getName();
        ObjectMeta metadata = metadata(sync, name);
        metadata.getAnnotations()
                .put(
                        Names.ASKED,
                        sync.getMetadata().getUid() + "/" + sync.getMetadata().getGeneration() + "/"
                                + pod.secretsHash());
        if (!firstRead.isEmpty()) {
            metadata.getAnnotations().put(Names.SECRETS_FIRST_READ, firstRead);
        }
        return new DeploymentBuilder()
                .withMetadata(metadata)
                .withNewSpec()
                .withReplicas(sync.getSpec().suspend() ? 0 : 1)
                .withRevisionHistoryLimit(2)
                .withProgressDeadlineSeconds(600)
                .withNewStrategy()
                .withType("Recreate")
                .endStrategy()
                .withNewSelector()
                .withMatchLabels(Names.selector(name))
                .endSelector()
                .withTemplate(pod.template())
                .endSpec()
                .build();
    }

    static Probe probe(String path, int periodSeconds, int failures) {
        return new ProbeBuilder()
                .withNewHttpGet()
                .withPath(path)
                .withPort(new IntOrString("http"))
                .withScheme("HTTP")
                .endHttpGet()
                .withPeriodSeconds(periodSeconds)
                .withTimeoutSeconds(2)
                .withSuccessThreshold(1)
                .withFailureThreshold(failures)
                .build();
    }
}
