package io.ampsync.operator.render;

import io.ampsync.operator.AmpSync;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.util.List;
import java.util.Map;

/**
 * The Job that drops the tables of a deleted sync. It has no owner: a foreground deletion of the AmpSync would take it
 * away before it has run, and its ConfigMap and ServiceAccount too.
 */
public final class DropJob {
    private static final int ATTEMPTS = 3;

    private DropJob() {}

    /** The ConfigMap and the Job, in this order. */
    public static List<HasMetadata> of(AmpSync sync, Platform platform) throws TemplateRefused {
        String name = sync.getMetadata().getName();
        Mounts files = Mounts.of(Names.drop(name), SecretRefs.of(sync.getSpec()));
        PodTemplate pod = new PodTemplate(sync, platform);
        Container container = pod.container(
                        files,
                        List.of("drop", "-f", Mounts.CONFIGURATION, "--secrets-dir", Mounts.SECRETS),
                        List.of(Environment.variable("AMPSYNC_LOG_FORMAT", "json")))
                .build();
        String account = sync.getSpec().template().serviceAccountName();
        List<HasMetadata> objects = List.of(
                new ConfigMapBuilder()
                        .withMetadata(metadata(sync))
                        .withData(Map.of("ampsync.yaml", ConfigurationDocument.of(sync)))
                        .build(),
                new JobBuilder()
                        .withMetadata(metadata(sync))
                        .withNewSpec()
                        .withBackoffLimit(ATTEMPTS - 1)
                        .withTemplate(pod.pod(Names.dropLabels(name), files, container)
                                .editSpec()
                                .withServiceAccountName(account == null ? "default" : account)
                                .withRestartPolicy("Never")
                                .endSpec()
                                .build())
                        .endSpec()
                        .build());
        objects.forEach(Renderer::seal);
        return objects;
    }

    private static ObjectMeta metadata(AmpSync sync) {
        String name = sync.getMetadata().getName();
        return new ObjectMetaBuilder()
                .withName(Names.drop(name))
                .withNamespace(sync.getMetadata().getNamespace())
                .withLabels(Names.dropLabels(name))
                .addToAnnotations(Names.ASKED, sync.getMetadata().getUid())
                .build();
    }
}
