package io.ampsync.operator.reconcile;

import com.fasterxml.jackson.databind.JsonNode;
import io.ampsync.api.v1alpha1.DatasetSpec;
import io.ampsync.operator.AmpSync;
import io.ampsync.operator.Unreadable;
import io.ampsync.operator.render.Canonical;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;

/** Gets a resource whose spec is not read, to say what is wrong with it. */
final class UnreadableSpecs {
    private final KubernetesClient client;

    UnreadableSpecs(KubernetesClient client) {
        this.client = client;
    }

    /** What is wrong, and of which dataset it is. */
    record Found(DatasetSpec dataset, String why) {}

    /** Empty if the resource is gone, or is another one by now. */
    Optional<Found> of(AmpSync sync) {
        GenericKubernetesResource now = client.genericKubernetesResources(sync.getApiVersion(), sync.getKind())
                .inNamespace(sync.getMetadata().getNamespace())
                .withName(sync.getMetadata().getName())
                .get();
        if (now == null) {
            return Optional.empty();
        }
        JsonNode spec = Canonical.tree(now.getAdditionalProperties()).path("spec");
        JsonNode dataset = spec.path("dataset");
        return Optional.ofNullable(Unreadable.because(spec))
                .map(why -> new Found(
                        new DatasetSpec(
                                dataset.path("namespace").asText("_"),
                                dataset.path("name").asText("?"),
                                dataset.path("version").asText("latest")),
                        why));
    }
}
