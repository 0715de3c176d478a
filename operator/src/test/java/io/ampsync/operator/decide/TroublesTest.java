package io.ampsync.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.condition.ConditionReason;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TroublesTest {
    @ParameterizedTest
    @CsvSource({
        "ErrImagePull,IMAGE_PULL_FAILED",
        "ImagePullBackOff,IMAGE_PULL_FAILED",
        "ErrImageNeverPull,IMAGE_PULL_FAILED",
        "InvalidImageName,IMAGE_PULL_FAILED",
        "CrashLoopBackOff,CRASH_LOOPING",
        "CreateContainerConfigError,INVALID_TEMPLATE"
    })
    void aWaitingContainerTellsWhatIsWrong(String waiting, ConditionReason reason) {
        assertThat(Troubles.of(pod(new ContainerStatusBuilder()
                        .withImage("img")
                        .withNewState()
                        .withNewWaiting()
                        .withReason(waiting)
                        .endWaiting()
                        .endState()
                        .build())))
                .map(Trouble::reason)
                .contains(reason);
    }

    @Test
    void aContainerThatIsOnlyBeingMadeIsNoTrouble() {
        assertThat(Troubles.of(pod(new ContainerStatusBuilder()
                        .withNewState()
                        .withNewWaiting()
                        .withReason("ContainerCreating")
                        .endWaiting()
                        .endState()
                        .build())))
                .isEmpty();
    }

    @Test
    void aCrashIsToldInTheWordsOfTheTerminationLog() {
        String note = "{\"exitCode\":1,\"reason\":\"Defect\",\"message\":\"A table has two heads.\"}";

        assertThat(Troubles.of(pod(crashed(1, "Error", note))))
                .map(Trouble::message)
                .contains("The runtime ended 4 times, last with exit code 1: Defect: A table has two heads.");
    }

    @Test
    void aKillForWantOfMemorySaysWhatToRaise() {
        assertThat(Troubles.of(pod(crashed(137, "OOMKilled", null)))
                        .orElseThrow()
                        .message())
                .contains("raise spec.template.resources.limits.memory");
    }

    @Test
    void theEndOfALogIsToldInPart() {
        assertThat(ExitNote.sentence("x".repeat(1000))).hasSize(301).startsWith("…");
    }

    @Test
    void aPodWithoutANodeIsUnschedulable() {
        Pod pod = new PodBuilder()
                .withNewStatus()
                .addNewCondition()
                .withType("PodScheduled")
                .withStatus("False")
                .withReason("Unschedulable")
                .withMessage("0/1 nodes are available")
                .endCondition()
                .endStatus()
                .build();

        assertThat(Troubles.of(pod)).contains(new Trouble(ConditionReason.UNSCHEDULABLE, "0/1 nodes are available"));
    }

    @ParameterizedTest
    @CsvSource({
        "'pods \"a\" is forbidden: exceeded quota: small',QUOTA_EXCEEDED",
        "'pods \"a\" is forbidden: violates PodSecurity \"restricted:latest\"',INVALID_TEMPLATE"
    })
    void aReplicaThatCannotBeMadeTellsWhy(String message, ConditionReason reason) {
        assertThat(Troubles.of(new DeploymentBuilder()
                        .withNewStatus()
                        .addNewCondition()
                        .withType("ReplicaFailure")
                        .withStatus("True")
                        .withMessage(message)
                        .endCondition()
                        .endStatus()
                        .build()))
                .contains(new Trouble(reason, message));
    }

    private static ContainerStatus crashed(int code, String reason, @Nullable String note) {
        return new ContainerStatusBuilder()
                .withRestartCount(4)
                .withNewState()
                .withNewWaiting()
                .withReason("CrashLoopBackOff")
                .endWaiting()
                .endState()
                .withNewLastState()
                .withNewTerminated()
                .withExitCode(code)
                .withReason(reason)
                .withMessage(note)
                .endTerminated()
                .endLastState()
                .build();
    }

    private static Pod pod(ContainerStatus status) {
        return new PodBuilder()
                .withNewStatus()
                .withContainerStatuses(status)
                .endStatus()
                .build();
    }
}
