package io.ampsync.operator.render;

import io.ampsync.operator.AmpSync;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The pod that syncs. Its revision is the hash of the pod without the three places that carry the revision: label,
 * variable and name of the ConfigMap.
 */
final class RuntimePod {
    private static final int PORT = Renderer.HTTP_PORT;
    private final AmpSync sync;
    private final Platform platform;
    private final String configurationHash;
    private final String secretsHash;
    private final String revision;
    private final PodTemplateSpec template;

    RuntimePod(AmpSync sync, Platform platform, String configurationHash, String secretsHash) throws TemplateRefused {
        this.sync = sync;
        this.platform = platform;
        this.configurationHash = configurationHash;
        this.secretsHash = secretsHash;
        this.revision = Canonical.hash(rendered(null)).substring(0, Renderer.REVISION_LENGTH);
        this.template = rendered(revision);
    }

    String revision() {
        return revision;
    }

    String secretsHash() {
        return secretsHash;
    }

    PodTemplateSpec template() {
        return template;
    }

    private PodTemplateSpec rendered(@Nullable String revision) throws TemplateRefused {
        String name = sync.getMetadata().getName();
        Mounts files =
                Mounts.of(revision == null ? null : Names.configuration(name, revision), SecretRefs.of(sync.getSpec()));
        PodTemplate pod = new PodTemplate(sync, platform);
        Map<String, String> labels = Names.labels(name);
        List<EnvVar> environment = new ArrayList<>();
        environment.add(Environment.variable("AMPSYNC_LOG_FORMAT", "json"));
        environment.add(Environment.variable("HEALTH_PORT", String.valueOf(PORT)));
        if (revision != null) {
            labels.put(Names.REVISION, revision);
            environment.add(Environment.variable("AMPSYNC_REVISION", revision));
        }
        Container container = pod.container(
                        files,
                        List.of("run", "--serve", "-f", Mounts.CONFIGURATION, "--secrets-dir", Mounts.SECRETS),
                        environment)
                .addNewPort()
                .withName("http")
                .withContainerPort(PORT)
                .withProtocol("TCP")
                .endPort()
                .withStartupProbe(Renderer.probe("/healthz", 1, 60))
                .withLivenessProbe(Renderer.probe("/healthz", 10, 6))
                .withReadinessProbe(Renderer.probe("/readyz", 5, 2))
                .build();
        String account = sync.getSpec().template().serviceAccountName();
        PodTemplateSpec template = pod.pod(labels, files, container)
                .editSpec()
                .withServiceAccountName(account == null ? Names.serviceAccount(name) : account)
                .withRestartPolicy("Always")
                .endSpec()
                .build();
        Map<String, String> annotations = new TreeMap<>(template.getMetadata().getAnnotations());
        annotations.put(Names.CONFIGURATION_HASH, configurationHash);
        if (!secretsHash.isEmpty()) {
            annotations.put(Names.SECRETS_HASH, secretsHash);
        }
        template.getMetadata().setAnnotations(annotations);
        return template;
    }
}
