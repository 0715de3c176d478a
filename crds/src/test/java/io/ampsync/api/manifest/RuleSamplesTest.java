package io.ampsync.api.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every rule accepts a valid sample and refuses an invalid one; the end-to-end tests apply the same files. */
class RuleSamplesTest {
    private static final Path SAMPLES = Path.of("src/test/resources/samples");
    private static final Definition DEFINITION = Definition.read();

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(SAMPLES)) {
            return files.sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void theFirstDocumentIsValidAndTheSecondIsRefusedWhereItSays(Path sample) throws IOException {
        JsonNode valid = document(sample, 0);
        JsonNode invalid = document(sample, 1);
        JsonNode expected = invalid.at("/metadata/annotations");
        // The same name: an update.
        boolean update = invalid.at("/metadata/name").equals(valid.at("/metadata/name"));

        assertThat(DEFINITION.check(valid, null)).isEmpty();
        assertThat(DEFINITION.check(valid, valid)).isEmpty();
        assertThat(DEFINITION.check(invalid, update ? valid : null)).anySatisfy(error -> {
            assertThat(error.path())
                    .isEqualTo(expected.path("ampsync.io/refused-at").asText());
            assertThat(error.message())
                    .contains(expected.path("ampsync.io/refused-because").asText());
        });
        if (update) {
            assertThat(DEFINITION.check(invalid, null)).isEmpty();
        }
    }

    @Test
    void everyRuleHasASample() throws IOException {
        List<String> refusals = new ArrayList<>();
        for (Path sample : samples()) {
            refusals.add(document(sample, 1)
                    .at("/metadata/annotations")
                    .path("ampsync.io/refused-because")
                    .asText());
        }
        assertThat(DEFINITION.rules().messages())
                .isNotEmpty()
                .allSatisfy(message -> assertThat(refusals)
                        .anySatisfy(refusal -> assertThat(message).startsWith(refusal)));
    }

    private static JsonNode document(Path sample, int number) throws IOException {
        return DEFINITION.stored(Yaml.documents(Files.readString(sample)).get(number));
    }
}
