package io.ampsync.e2e;

import io.ampsync.api.v1alpha1.ConditionType;
import io.ampsync.operator.AmpSync;
import io.ampsync.operator.render.Names;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Objects;

/** Watches a namespace from the side: to list a thousand objects again and again would slow down what is looked at. */
final class Onlooker implements AutoCloseable {
    private final SharedIndexInformer<AmpSync> syncs;
    private final SharedIndexInformer<Deployment> deployments;

    Onlooker(KubernetesClient client, String namespace) {
        syncs = client.resources(AmpSync.class).inNamespace(namespace).inform();
        deployments = client.apps()
                .deployments()
                .inNamespace(namespace)
                .withLabel(Names.MANAGED_BY)
                .inform();
    }

    int deployed() {
        return deployments.getStore().list().size();
    }

    /** Those with a status about their present spec. */
    long told() {
        return syncs.getStore().list().stream()
                .filter(sync -> sync.getStatus() != null
                        && Objects.equals(
                                sync.getStatus().observedGeneration(),
                                sync.getMetadata().getGeneration()))
                .count();
    }

    long streaming() {
        return syncs.getStore().list().stream()
                .filter(sync -> sync.getStatus() != null
                        && sync.getStatus()
                                .condition(ConditionType.READY)
                                .filter(ready -> ready.reason().equals("Streaming"))
                                .isPresent())
                .count();
    }

    @Override
    public void close() {
        syncs.close();
        deployments.close();
    }
}
