package io.ampsync.operator.cli;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * The client of the operator. What is never looked at is not read: a thousand syncs are five thousand objects in caches,
 * and who owns which field is more than half of each.
 */
final class ClusterClient {
    private ClusterClient() {}

    static KubernetesClient open() {
        return new KubernetesClientBuilder()
                .withKubernetesSerialization(serialization())
                .build();
    }

    static KubernetesSerialization serialization() {
        ObjectMapper mapper = new ObjectMapper();
        KubernetesSerialization serialization = new KubernetesSerialization(mapper, false);
        mapper.addMixIn(ObjectMeta.class, WithoutManagedFields.class);
        mapper.addMixIn(Pod.class, WithoutSpec.class);
        return serialization;
    }

    @JsonIgnoreProperties("managedFields")
    private interface WithoutManagedFields {}

    /** The operator makes no pods, and asks of them only whose they are and how they fare. */
    @JsonIgnoreProperties("spec")
    private interface WithoutSpec {}
}
