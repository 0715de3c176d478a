package io.ampsync.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.ampsync.api.v1alpha1.ConditionType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong is told: by the API server at once, by the operator within seconds. */
@Order(4)
class RefusalIT {
    private static final Path SAMPLES = Shell.PROJECT.resolve("crds/src/test/resources/samples");
    private static final Duration TOLD = Duration.ofSeconds(10);
    private static final YAMLMapper YAML = new YAMLMapper();

    @SuppressWarnings("NullAway.Init")
    private static Scene scene;

    @BeforeAll
    static void open() throws IOException {
        scene = Scene.open("e2e-refusals", 100);
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theApiServerRefusesWhatTheDefinitionDoes(Path sample) throws IOException {
        ObjectNode valid = document(sample, 0);
        ObjectNode invalid = document(sample, 1);
        JsonNode expected = invalid.at("/metadata/annotations");
        // The operator leaves it alone; and the second document, of the same name, is an update.
        ((ObjectNode) valid.get("metadata")).putObject("annotations").put("ampsync.io/pause-reconciliation", "true");
        scene.kubectlWith(valid, "apply", "-f", "-");

        Shell.Outcome refused = scene.attempt(invalid, "apply", "-f", "-");

        assertThat(refused.code()).isNotZero();
        assertThat(refused.output())
                .contains(expected.path("ampsync.io/refused-at").asText())
                .contains(expected.path("ampsync.io/refused-because").asText());
        scene.kubectlWith(valid, "delete", "-f", "-");
    }

    private static ObjectNode document(Path sample, int number) throws IOException {
        try (MappingIterator<ObjectNode> documents =
                YAML.readerFor(ObjectNode.class).readValues(Files.readString(sample, StandardCharsets.UTF_8))) {
            return documents.readAll().get(number);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{suspended: true}                        | unknown field \"spec.suspended\"",
                "{source: {era: S3}}                      | Unsupported value: \"S3\"",
                "{source: {flightEndpoint: 'amp:1602'}}   | spec.source.flightEndpoint",
                "{database: {port: 65536}}                | less than or equal to 65535",
                "{dataset: {version: '1.x'}}              | spec.dataset.version",
                "{tables: [{name: a}, {name: a}]}         | Duplicate value",
                "{template: {image: [a]}}                 | must be of type string"
            })
    void typingErrorsAreRefusedWhereTheyAre(String spec, String message) throws IOException {
        Shell.Outcome refused = scene.attempt(Scene.sample("wrong", spec), "apply", "-f", "-");

        assertThat(refused.code()).isNotZero();
        assertThat(refused.output()).contains(message);
    }

    @Test
    void aMissingSecretIsNamedAndTakenUpWhenItComes() throws IOException {
        scene.apply("secretless", "{tables: [{name: blocks}], database: {credentialsSecretRef: {name: later}}}");
        told("secretless", "False/SecretMissing");
        assertThat(scene.message("secretless")).contains("later").contains("password and username");

        scene.kubectl(
                "create",
                "secret",
                "generic",
                "later",
                "--from-literal=username=ampsync",
                "--from-literal=password=change-me");

        scene.awaitReady("secretless", "True/Streaming");
    }

    @Test
    void anImageThatIsNotThereIsTold() throws IOException {
        scene.apply("imageless", "{tables: [{name: blocks}], template: {image: 'example.test/none:1'}}");

        told("imageless", "False/ImagePullFailed");
        assertThat(scene.message("imageless")).contains("example.test/none:1");
    }

    @Test
    void aTemplateThatPodSecurityForbidsIsTold() throws IOException {
        scene.apply("privileged", "{tables: [{name: blocks}], template: {securityContext: {privileged: true}}}");

        told("privileged", "False/InvalidTemplate");
        assertThat(scene.message("privileged")).contains("privileged");
    }

    @Test
    void aQuotaThatLeavesNoRoomIsTold() throws IOException {
        scene.apply("greedy", "{tables: [{name: blocks}], suspend: true}");
        scene.awaitReady("greedy", "True/Suspended");
        scene.kubectl("create", "quota", "tight", "--hard=requests.memory=1Mi");
        scene.patch("greedy", "suspend: false");

        told("greedy", "False/QuotaExceeded");
        scene.kubectl("delete", "quota", "tight");
    }

    @Test
    void aDatabaseThatDoesNotAnswerIsTold() throws IOException {
        scene.apply("homeless", "{tables: [{name: blocks}], database: {host: nowhere}}");

        await().atMost(Scene.SOON).untilAsserted(() -> {
            assertThat(scene.condition("homeless", ConditionType.READY)).isEqualTo("False/DatabaseUnavailable");
            assertThat(scene.message("homeless")).contains("DatabaseUnreachable", "nowhere");
        });
    }

    private static void told(String name, String expected) {
        await().atMost(TOLD)
                .untilAsserted(() -> assertThat(scene.condition(name, ConditionType.READY))
                        .as(scene.message(name))
                        .isEqualTo(expected));
    }
}
