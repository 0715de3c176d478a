package io.ampsync.operator.reconcile;

import io.ampsync.api.v1alpha1.AmpSyncSpec.DeletionPolicy;
import io.ampsync.operator.AmpSync;
import io.ampsync.operator.render.Names;
import io.fabric8.kubernetes.client.KubernetesClient;

/** Holds a resource back until its tables are dropped, and only if its policy says that they are. */
final class Finalizer {
    private final KubernetesClient client;

    Finalizer(KubernetesClient client) {
        this.client = client;
    }

    /** Makes the finalizer follow the policy. */
    void follow(AmpSync sync) {
        boolean wanted = sync.getSpec().deletionPolicy() == DeletionPolicy.DELETE;
        if (wanted && !sync.hasFinalizer(Names.FINALIZER)) {
            client.resource(sync).edit(fresh -> {
                fresh.addFinalizer(Names.FINALIZER);
                return fresh;
            });
        }
        if (!wanted) {
            remove(sync);
        }
    }

    /** Only from this resource, not from one of the same name after it. */
    void remove(AmpSync sync) {
        if (!sync.hasFinalizer(Names.FINALIZER)) {
            return;
        }
        AmpSync now = client.resource(sync).get();
        if (now != null && now.getMetadata().getUid().equals(sync.getMetadata().getUid())) {
            client.resource(sync).edit(fresh -> {
                fresh.removeFinalizer(Names.FINALIZER);
                return fresh;
            });
        }
    }
}
