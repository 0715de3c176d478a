package io.ampsync.operator.chart;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    private static final Path EXAMPLES = Path.of("../examples");

    @Test
    void argoIsGivenTheHealthScriptThatItsStatesWereTriedOn() throws IOException {
        JsonNode settings = new YAMLMapper()
                .readTree(EXAMPLES.resolve("argocd/argocd-cm.yaml").toFile());

        assertThat(settings.at("/data/resource.customizations.health.ampsync.io_AmpSync")
                        .asText())
                .isEqualTo(Files.readString(EXAMPLES.resolve("argocd/health.lua")));
    }
}
