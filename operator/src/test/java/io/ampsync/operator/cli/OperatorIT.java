package io.ampsync.operator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.api.v1alpha1.Condition;
import io.ampsync.api.v1alpha1.ConditionType;
import io.ampsync.operator.AmpSync;
import io.ampsync.operator.fake.FakeApiServer;
import io.ampsync.operator.fake.FakeKubelet;
import io.ampsync.operator.fake.Samples;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The operator as it runs, on an API server in memory. */
class OperatorIT {
    private static final String NAMESPACE = "analytics";
    private static final Duration SOON = Duration.ofSeconds(20);

    private final FakeApiServer api = new FakeApiServer();
    private final KubernetesClient user = api.client();
    private final FakeKubelet kubelet = new FakeKubelet(api.client());
    private RunningOperator operator;

    OperatorIT() throws IOException {
        operator = start(true);
    }

    private RunningOperator start(boolean readSecrets) throws IOException {
        Settings settings = new Settings(
                "ampsync:test", new Watch.Listed(Set.of(NAMESPACE)), "ampsync-system", readSecrets, false, 0);
        return RunningOperator.start(settings, api.client(), kubelet, () -> {});
    }

    @BeforeEach
    void createSecret() {
        secret("first");
    }

    @AfterEach
    void stop() {
        operator.close();
        kubelet.close();
        user.close();
        api.close();
    }

    @Test
    void anAmpSyncBecomesAPodAndItsReportTheStatus() {
        create("minimal");

        awaitReady("True/Streaming");
        AmpSyncStatus status = status();
        assertThat(status.observedGeneration()).isEqualTo(1L);
        assertThat(Objects.requireNonNull(status.runtime()).pod()).startsWith("blocks-");
        assertThat(Objects.requireNonNull(status.checkpoint()).lowestBlock()).isEqualTo(100L);
        assertThat(events()).contains("Rollout", "Streaming");
        assertThat(kubelet.started()).isEqualTo(1);
    }

    @Test
    void atRestNothingIsWritten() {
        create("minimal");
        await().atMost(SOON).until(() -> events().contains("Streaming")); // the last write of a start
        api.forgetWrites();

        user.resource(sync()).edit(fresh -> {
            fresh.getMetadata().getAnnotations().put("touched", "yes");
            return fresh;
        });

        await().during(Duration.ofSeconds(4))
                .atMost(SOON)
                .untilAsserted(() ->
                        assertThat(api.writes()).singleElement().asString().endsWith("ampsyncs/blocks"));
    }

    @Test
    void whatIsEditedOrDeletedIsRepaired() {
        create("minimal");
        awaitReady("True/Streaming");

        user.resource(deployment()).edit(fresh -> {
            fresh.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage("another");
            return fresh;
        });
        user.services().inNamespace(NAMESPACE).withName("blocks-metrics").delete();

        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> {
            assertThat(deployment().getSpec().getTemplate().getSpec().getContainers())
                    .singleElement()
                    .returns("ampsync:test", container -> container.getImage());
            assertThat(user.services()
                            .inNamespace(NAMESPACE)
                            .withName("blocks-metrics")
                            .get())
                    .isNotNull();
        });
    }

    @Test
    void aChangeOfTheSpecRollsOncePerChange() {
        create("minimal");
        awaitReady("True/Streaming");

        spec("database: {host: elsewhere}");

        await().atMost(SOON).untilAsserted(() -> {
            assertThat(status().observedGeneration()).isEqualTo(2L);
            assertThat(ready()).isEqualTo("True/Streaming");
        });
        assertThat(kubelet.started()).isEqualTo(2);
        assertThat(configMaps()).hasSize(2);
    }

    @Test
    void aSuspendedSyncKeepsNothingRunningAndIsReady() {
        create("minimal");
        awaitReady("True/Streaming");

        spec("suspend: true");
        awaitReady("True/Suspended");
        assertThat(user.pods().inNamespace(NAMESPACE).list().getItems()).isEmpty();

        spec("suspend: false");
        awaitReady("True/Streaming");
        assertThat(kubelet.started()).isEqualTo(2);
    }

    @Test
    void aMissingSecretIsNamedAndTakenUpWhenItComes() {
        user.secrets().inNamespace(NAMESPACE).withName("chain-app").delete();
        create("minimal");

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(ready()).isEqualTo("False/SecretMissing"));
        assertThat(message()).contains("chain-app").contains("password and username");

        secret("late");
        awaitReady("True/Streaming");
    }

    @Test
    void anImageThatCannotBePulledIsTold() {
        kubelet.start(new ContainerStateBuilder()
                .withNewWaiting()
                .withReason("ImagePullBackOff")
                .withMessage("no such image")
                .endWaiting()
                .build());
        create("minimal");

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(() -> assertThat(ready()).isEqualTo("False/ImagePullFailed"));
        assertThat(message()).contains("no such image");
    }

    @Test
    void aRefusedTemplateStallsWithTheWordsOfTheApiServer() {
        api.refuse("/deployments/", 422, "spec.template.spec.volumes[3].name: Required value");
        create("minimal");

        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(ready()).isEqualTo("False/InvalidTemplate");
            assertThat(status().condition(ConditionType.STALLED)).isPresent();
            assertThat(message()).contains("volumes[3].name: Required value");
        });

        api.accept("/deployments/");
        awaitReady("True/Streaming");
    }

    @Test
    void aDeploymentOfSomeoneElseIsLeftAlone() {
        AmpSync sync = Samples.read("minimal");
        user.resource(new DeploymentBuilder()
                        .withNewMetadata()
                        .withName(sync.getMetadata().getName())
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withReplicas(0)
                        .withNewSelector()
                        .withMatchLabels(Map.of("a", "b"))
                        .endSelector()
                        .withNewTemplate()
                        .withNewMetadata()
                        .withLabels(Map.of("a", "b"))
                        .endMetadata()
                        .endTemplate()
                        .endSpec()
                        .build())
                .create();
        create("minimal");

        await().atMost(SOON).untilAsserted(() -> assertThat(ready()).isEqualTo("False/InvalidTemplate"));
        assertThat(message()).contains("was not made for this AmpSync");
        assertThat(deployment().getSpec().getReplicas()).isZero();
    }

    @Test
    void aPausedSyncIsLeftAsItIs() {
        create("minimal");
        await().atMost(SOON).until(() -> events().contains("Streaming")); // the last write of a start
        annotate("ampsync.io/pause-reconciliation");

        spec("database: {host: elsewhere}");
        api.forgetWrites();

        await().during(Duration.ofSeconds(3)).atMost(SOON).untilAsserted(() -> {
            assertThat(api.writes()).isEmpty();
            assertThat(status().observedGeneration()).isEqualTo(1L);
        });
    }

    @Test
    void tablesAreDroppedBeforeTheResourceGoes() {
        create("minimal");
        awaitReady("True/Streaming");
        spec("deletionPolicy: Delete");
        await().atMost(SOON).until(() -> sync().hasFinalizer("ampsync.io/drop-tables"));

        user.resource(sync()).delete();

        await().atMost(SOON).until(() -> dropJob() != null);
        assertThat(deployment().getSpec().getReplicas()).isZero();
        assertThat(ready()).isEqualTo("False/Deleting");
        assertThat(Objects.requireNonNull(dropJob()).getMetadata().getOwnerReferences())
                .isEmpty();
        user.resource(Objects.requireNonNull(dropJob())).editStatus(job -> {
            job.setStatus(new JobStatusBuilder().withSucceeded(1).build());
            return job;
        });
        await().atMost(SOON)
                .until(() -> user.resources(AmpSync.class)
                                .inNamespace(NAMESPACE)
                                .withName("blocks")
                                .get()
                        == null);
        assertThat(dropJob()).isNull();
        assertThat(events()).contains("TablesDropped");
    }

    @Test
    void theAnnotationLetsTheResourceGoWithItsTables() {
        create("minimal");
        awaitReady("True/Streaming");
        spec("deletionPolicy: Delete");
        await().atMost(SOON).until(() -> sync().hasFinalizer("ampsync.io/drop-tables"));
        annotate("ampsync.io/skip-drop");

        user.resource(sync()).delete();

        await().atMost(SOON)
                .until(() -> user.resources(AmpSync.class)
                                .inNamespace(NAMESPACE)
                                .withName("blocks")
                                .get()
                        == null);
        assertThat(events()).contains("TablesRetained");
    }

    @Test
    void twoOperatorsAtOnceDoNoHarm() throws IOException {
        try (RunningOperator _ = start(true)) {
            create("minimal");
            awaitReady("True/Streaming");
            spec("database: {host: elsewhere}");
            await().atMost(SOON)
                    .untilAsserted(
                            () -> assertThat(status().observedGeneration()).isEqualTo(2L));
            awaitReady("True/Streaming");

            assertThat(kubelet.started()).isEqualTo(2);
            assertThat(user.pods().inNamespace(NAMESPACE).list().getItems()).hasSize(1);
        }
    }

    @Test
    void withoutTheRightToReadSecretsNoneIsAskedFor() throws IOException {
        operator.close();
        operator = start(false);
        user.secrets().inNamespace(NAMESPACE).withName("chain-app").delete();

        create("minimal");

        awaitReady("True/Streaming");
        assertThat(deployment().getSpec().getTemplate().getMetadata().getAnnotations())
                .doesNotContainKey("ampsync.io/secrets-hash");
    }

    private void create(String sample) {
        user.resource(Samples.read(sample)).create();
    }

    private void secret(String password) {
        user.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("chain-app")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withData(Map.of("username", "YQ==", "password", password))
                        .build())
                .create();
    }

    private void spec(String change) {
        user.resource(sync()).edit(fresh -> {
            AmpSync changed = Samples.with("minimal", change);
            fresh.setSpec(changed.getSpec());
            return fresh;
        });
    }

    private void annotate(String annotation) {
        user.resource(sync()).edit(fresh -> {
            fresh.getMetadata().getAnnotations().put(annotation, "true");
            return fresh;
        });
    }

    private AmpSync sync() {
        return user.resources(AmpSync.class)
                .inNamespace(NAMESPACE)
                .withName("blocks")
                .require();
    }

    private Deployment deployment() {
        return user.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName("blocks")
                .require();
    }

    private @Nullable Job dropJob() {
        return user.batch()
                .v1()
                .jobs()
                .inNamespace(NAMESPACE)
                .withName("blocks-drop")
                .get();
    }

    private List<String> configMaps() {
        return user.configMaps().inNamespace(NAMESPACE).list().getItems().stream()
                .map(map -> map.getMetadata().getName())
                .toList();
    }

    private List<String> events() {
        return user.v1().events().inNamespace(NAMESPACE).list().getItems().stream()
                .map(Event::getReason)
                .toList();
    }

    private AmpSyncStatus status() {
        AmpSyncStatus status = sync().getStatus();
        return status == null ? AmpSyncStatus.NONE : status;
    }

    private String ready() {
        return status().condition(ConditionType.READY)
                .map(ready -> ready.status().label() + "/" + ready.reason())
                .orElse("-");
    }

    private String message() {
        return status().condition(ConditionType.READY).map(Condition::message).orElse("");
    }

    private void awaitReady(String expected) {
        await().atMost(SOON).untilAsserted(() -> assertThat(ready()).isEqualTo(expected));
    }
}
