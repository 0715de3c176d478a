package io.ampsync.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    private static final Figure REACHED = new Figure(
            "fast", "ours ÷ theirs", Figure.Goal.atLeast(0.95, ""), 1.012, Map.of("ours s", List.of(3.0, 1.0, 2.0)));
    private static final Figure MISSED =
            new Figure("slow", "start & <stop>", Figure.Goal.atMost(350, "ms"), 400, Map.of());
    private static final Run RUN = new Run(Map.of("machine", "2 x Abacus"), List.of(REACHED, MISSED));

    @Test
    void aGoalIsReachedFromItsOwnSide() {
        assertThat(REACHED.reached()).isTrue();
        assertThat(MISSED.reached()).isFalse();
        assertThat(Figure.Goal.atMost(350, "ms")).hasToString("≤ 350 ms");
    }

    @Test
    void theMedianLiesBetweenTheMiddleOnes() {
        assertThat(Samples.median(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(2.5);
        assertThat(Samples.quantile(List.of(1.0, 2.0), 1)).isEqualTo(2.0);
    }

    @Test
    void theTableNamesWhatIsMissed() {
        StringWriter text = new StringWriter();
        RUN.print(new PrintWriter(text));
        assertThat(text.toString())
                .contains("machine: 2 x Abacus")
                .containsPattern("slow .* 400 .*≤ 350 ms. MISSED")
                .contains("2 (1–3)")
                .endsWith("1 reached, 1 missed\n");
    }

    @Test
    void jsonHoldsEveryMeasurement(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("run.json");
        RUN.write(file);
        JsonNode figure =
                new ObjectMapper().readTree(file.toFile()).path("figures").path(0);
        assertThat(figure.path("name").asText()).isEqualTo("fast");
        assertThat(figure.path("series").path("ours s")).hasSize(3);
    }

    @Test
    void theChartIsXmlWithABarPerFigure(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("run.svg");
        Chart.write(RUN, file);
        var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(3);
        assertThat(Files.readString(file)).contains("start &amp; &lt;stop>");
    }
}
