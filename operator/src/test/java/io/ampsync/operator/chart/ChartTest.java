package io.ampsync.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.ampsync.api.manifest.Definition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart as Helm renders it. */
class ChartTest {
    private static final Path CHART = Path.of("../charts/ampsync");
    private static final Path GOLDEN = Path.of("src/test/resources/golden/chart.yaml");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @Test
    void lintFindsNothing() {
        assertThat(new Helm(CHART).lint().strict().call().isFailed()).isFalse();
    }

    @Test
    void theDefaultIsWhatTheGoldenFileShows() throws IOException {
        String rendered = Arrays.stream(render("").split("(?m)^---\n", -1))
                .filter(document -> !document.contains("kind: CustomResourceDefinition"))
                .collect(Collectors.joining("---\n"));
        if ("write".equals(System.getProperty("ampsync.golden"))) {
            Files.writeString(GOLDEN, rendered);
        }

        assertThat(rendered).isEqualTo(Files.readString(GOLDEN));
    }

    @Test
    void theDefinitionIsTheCommittedOneAndStaysBehind() throws IOException {
        assertThat(CHART.resolve("files/ampsyncs.ampsync.io.yaml")).hasContent(Definition.yaml());
        assertThat(render("")).contains("helm.sh/resource-policy: keep");
        assertThat(render("crds: {install: false}")).doesNotContain("CustomResourceDefinition");
    }

    @Test
    void everyWatchedNamespaceHasARole() throws IOException {
        String rendered = render("watch: {namespaces: [a, b]}");

        assertThat(rendered).contains("namespace: a\n", "namespace: b\n", "value: \"a,b\"");
        assertThat(rendered).doesNotContain("kind: ClusterRoleBinding");
    }

    @Test
    void theWholeClusterNeedsAClusterRole() throws IOException {
        assertThat(render("watch: {all: true}")).contains("kind: ClusterRoleBinding", "WATCH_ALL");
        assertThat(render("watch: {selector: team=data}"))
                .contains("kind: ClusterRoleBinding", "WATCH_SELECTOR", "resources: [namespaces]");
    }

    @Test
    void withoutTheRightNoRoleNamesSecrets() throws IOException {
        assertThat(render("")).contains("resources: [secrets]");
        assertThat(render("rbac: {secrets: false}")).doesNotContain("secrets]").contains("READ_SECRETS");
    }

    @Test
    void aBudgetIsMadeForSeveralReplicasOnly() throws IOException {
        assertThat(render("")).doesNotContain("PodDisruptionBudget");
        assertThat(render("replicas: 2")).contains("PodDisruptionBudget");
    }

    @Test
    void aDigestWinsOverATag() throws IOException {
        String digest = "sha256:" + "0".repeat(64);

        assertThat(render("image: {tag: v9, digest: '" + digest + "'}"))
                .contains("ghcr.io/ampsync/ampsync-operator@" + digest)
                .doesNotContain("v9");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "foo: {bar: 1}|additional properties 'foo' not allowed",
                "watch: {namspaces: [a]}|additional properties 'namspaces' not allowed",
                "image: {digest: sha256:1}|does not match pattern",
                "replicas: two|want integer",
                "{replicas: 2, leaderElection: false}|needs leaderElection",
                "watch: {all: true, selector: a=b}|give one of"
            })
    void mistakesAreRefused(String values, String message) {
        assertThatThrownBy(() -> render(values)).hasMessageContaining(message);
    }

    private String render(String values) throws IOException {
        Path file = Files.writeString(folder.resolve("values.yaml"), values);
        TemplateCommand command = new Helm(CHART)
                .template()
                .withName("ampsync")
                .withNamespace("ampsync-system")
                .withKubeVersion("1.34.0")
                .withValuesFile(file);
        return command.call();
    }
}
