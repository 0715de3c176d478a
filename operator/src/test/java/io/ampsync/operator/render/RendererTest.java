package io.ampsync.operator.render;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.operator.AmpSync;
import io.ampsync.operator.fake.Samples;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RendererTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Platform PLATFORM = new Platform("ghcr.io/ampsync/ampsync:0.1.0", "ampsync-system", true);
    private static final Renderer RENDERER = new Renderer(PLATFORM);

    @ParameterizedTest
    @ValueSource(strings = {"minimal", "full"})
    void rendersWhatTheGoldenFileShows(String sample) throws Exception {
        Rendering rendering = RENDERER.render(Samples.read(sample), SecretsMark.onPods("5ec5e7ha54"));

        assertGolden(sample, rendering.objects());
    }

    @Test
    void theDropJobIsWhatTheGoldenFileShows() throws Exception {
        assertGolden("drop", DropJob.of(Samples.read("full"), PLATFORM));
    }

    @Test
    void theRevisionIsThatOfThePodAndOfNothingElse() throws Exception {
        String revision = revision(Samples.read("minimal"));

        assertThat(revision).matches("[0-9a-f]{16}");
        assertThat(List.of(
                        revision(Samples.with("minimal", "suspend: true")),
                        revision(Samples.with("minimal", "deletionPolicy: Delete")),
                        revision(Samples.with("minimal", "networkPolicy: {enabled: true}")),
                        revision(Samples.with("minimal", "monitoring: {podMonitor: true}")),
                        revision(Samples.read(
                                "minimal",
                                sync -> sync.withObject("metadata")
                                        .put("generation", 9)
                                        .put("resourceVersion", "77")))))
                .containsOnly(revision);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dataset: {version: 1.4.0}",
                "tables: [{name: blocks}]",
                "database: {host: elsewhere}",
                "concurrency: {maxBatches: 3}",
                "template: {env: [{name: A, value: b}]}",
                "template: {image: other}"
            })
    void whatThePodHasToKnowChangesTheRevision(String change) throws Exception {
        assertThat(revision(Samples.with("minimal", change))).isNotEqualTo(revision(Samples.read("minimal")));
    }

    @Test
    void anotherSecretHashIsAnotherRevision() throws Exception {
        AmpSync sync = Samples.read("minimal");

        assertThat(RENDERER.render(sync, SecretsMark.onPods("a")).revision())
                .isNotEqualTo(RENDERER.render(sync, SecretsMark.onPods("b")).revision());
    }

    @Test
    void aResourceMadeAnewIsAnotherRevision() throws Exception {
        AmpSync anew =
                Samples.read("minimal", sync -> sync.withObject("metadata").put("uid", "another"));

        assertThat(revision(anew)).isNotEqualTo(revision(Samples.read("minimal")));
    }

    @Test
    void labelsOfTheTemplateCannotTakeThePodAwayFromItsSelector() throws Exception {
        Deployment deployment = deployment(Samples.read("full"));

        assertThat(deployment.getSpec().getTemplate().getMetadata().getLabels())
                .containsAllEntriesOf(deployment.getSpec().getSelector().getMatchLabels())
                .containsEntry("team", "data");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "template: {env: [{name: HEALTH_PORT, value: '1'}]}",
                "template: {env: [{value: nameless}]}",
                "template: {volumes: [{name: [not, a, name]}]}",
                "template: {affinity: {nodeAffinity: 7}}",
                "template: {resources: {limits: {memory: much}}}"
            })
    void aTemplateThatIsNoPodIsRefusedWithThePlace(String template) {
        assertThatThrownBy(() -> RENDERER.render(Samples.with("minimal", template), SecretsMark.onPods("")))
                .isInstanceOf(TemplateRefused.class)
                .hasMessageContaining("spec.template.");
    }

    @Test
    void aServiceStartsWithALetterWhateverItsSync() throws Exception {
        AmpSync sync = Samples.read(
                "minimal", document -> document.withObject("metadata").put("name", "1inch"));

        assertThat(RENDERER.render(sync, SecretsMark.onPods("")).objects())
                .filteredOn(Service.class::isInstance)
                .singleElement()
                .returns("sync-1inch-metrics", service -> service.getMetadata().getName());
    }

    @Test
    void noSecretReachesTheDocument() throws Exception {
        String yaml = yaml(
                RENDERER.render(Samples.read("full"), SecretsMark.onPods("x")).objects());

        assertThat(yaml).doesNotContain("kind: Secret").contains("urlSecretRef");
    }

    private static String revision(AmpSync sync) throws TemplateRefused {
        return RENDERER.render(sync, SecretsMark.onPods("")).revision();
    }

    private static Deployment deployment(AmpSync sync) throws TemplateRefused {
        return RENDERER.render(sync, SecretsMark.onPods("")).objects().stream()
                .filter(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .findFirst()
                .orElseThrow();
    }

    /** {@code -Dampsync.golden=write} writes the file. */
    private static void assertGolden(String name, List<HasMetadata> objects) throws IOException {
        Path file = GOLDEN.resolve(name + ".yaml");
        String yaml = yaml(objects);
        if ("write".equals(System.getProperty("ampsync.golden"))) {
            Files.writeString(file, yaml);
        }
        assertThat(yaml).isEqualTo(Files.readString(file));
    }

    private static String yaml(List<HasMetadata> objects) {
        KubernetesSerialization serialization = new KubernetesSerialization();
        return objects.stream().map(serialization::asYaml).collect(Collectors.joining());
    }
}
