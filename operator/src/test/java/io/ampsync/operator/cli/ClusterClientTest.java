package io.ampsync.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Test;

class ClusterClientTest {
    private static final String METADATA = """
            "metadata": {"name": "blocks", "uid": "u1", "labels": {"a": "b"},
              "managedFields": [{"manager": "kubelet", "operation": "Update", "fieldsV1": {"f:status": {}}}]}""";

    @Test
    void ofPodsOnlyMetadataAndStatusAreKept() {
        Pod pod = ClusterClient.serialization().unmarshal("""
                {"apiVersion": "v1", "kind": "Pod", %s, "spec": {"nodeName": "n1", "containers": [{"name": "runtime"}]},
                 "status": {"phase": "Running"}}""".formatted(METADATA), Pod.class);

        assertThat(pod.getMetadata().getLabels()).containsEntry("a", "b");
        assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
        assertThat(pod.getSpec()).isNull();
        assertThat(pod.getAdditionalProperties()).isEmpty();
        assertThat(pod.getMetadata().getManagedFields()).isEmpty();
        assertThat(pod.getMetadata().getAdditionalProperties()).isEmpty();
    }

    @Test
    void ofOtherObjectsEverythingIsKeptButWhoOwnsWhichField() {
        Deployment deployment = ClusterClient.serialization().unmarshal("""
                {"apiVersion": "apps/v1", "kind": "Deployment", %s, "spec": {"replicas": 1, "template": {"spec":
                 {"containers": [{"name": "runtime"}]}}}}""".formatted(METADATA), Deployment.class);

        assertThat(deployment.getMetadata().getManagedFields()).isEmpty();
        assertThat(deployment.getMetadata().getAdditionalProperties()).isEmpty();
        assertThat(deployment.getSpec().getReplicas()).isOne();
        assertThat(deployment.getSpec().getTemplate().getSpec().getContainers()).hasSize(1);
    }
}
