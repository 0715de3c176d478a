package io.ampsync.operator.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.v1alpha1.AmpSyncStatus;
import io.ampsync.operator.AmpSync;
import io.ampsync.operator.fake.Samples;
import io.ampsync.operator.observe.PodAnswer;
import io.ampsync.operator.render.Names;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WorkloadsTest {
    private static final long GENERATION = 3;

    @Test
    void anOperatorThatHasJustStartedHasNotHeardFromAReadyPod() {
        assertThat(of(told("blocks-1", GENERATION), pod(true), PodAnswer.NONE).unheard())
                .isTrue();
    }

    @Test
    void aSilentPodIsNoLongerUnheard() {
        assertThat(of(told("blocks-1", GENERATION), pod(true), new PodAnswer(null, 3))
                        .unheard())
                .isFalse();
    }

    @Test
    void aStatusAboutAnotherPodOrSpecOrNoneIsNoKnowledge() {
        assertThat(of(told("blocks-0", GENERATION), pod(true), PodAnswer.NONE).unheard())
                .isFalse();
        assertThat(of(told("blocks-1", GENERATION - 1), pod(true), PodAnswer.NONE)
                        .unheard())
                .isFalse();
        assertThat(of(AmpSyncStatus.NONE, pod(true), PodAnswer.NONE).unheard()).isFalse();
    }

    @Test
    void aPodThatIsNotReadyHasNothingToKeep() {
        assertThat(of(told("blocks-1", GENERATION), pod(false), PodAnswer.NONE).unheard())
                .isFalse();
    }

    private static Workloads of(AmpSyncStatus status, Pod pod, PodAnswer answer) {
        AmpSync sync = Samples.read("minimal");
        sync.getMetadata().setGeneration(GENERATION);
        sync.setStatus(status);
        return new Workloads(
                sync, "abc", null, List.of(pod), Map.of(pod.getMetadata().getUid(), answer));
    }

    private static AmpSyncStatus told(String pod, long generation) {
        return new AmpSyncStatus(
                generation,
                List.of(),
                null,
                null,
                List.of(),
                null,
                new AmpSyncStatus.RuntimeStatus(pod, 1L, "image", 0));
    }

    private static Pod pod(boolean ready) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("blocks-1")
                .withUid("u")
                .addToLabels(Names.REVISION, "abc")
                .endMetadata()
                .withNewStatus()
                .withPhase("Running")
                .addNewContainerStatus()
                .withReady(ready)
                .withNewState()
                .withNewRunning()
                .endRunning()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }
}
