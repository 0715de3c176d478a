package io.ampsync.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.ampsync.bench.stage.Home;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything starts: PostgreSQL, source and runtime as processes, psql beside them; the figures mean nothing here. */
class SmokeIT {
    @Test
    void aTinyRunMeasuresAndWritesItsFigures(@TempDir Path folder) throws IOException, InterruptedException {
        Path out = folder.resolve("smoke");
        Process run = new ProcessBuilder(List.of(
                        Home.path("../bin/bench").toString(),
                        "run",
                        "--only=e2e,memory",
                        "--rows=4000",
                        "--pairs=1",
                        "--quick",
                        "--out=" + out))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output").toFile())
                .start();
        assertThat(run.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(run.exitValue()).as(folder.resolve("output").toString()).isZero();
        JsonNode figures =
                new ObjectMapper().readTree(Path.of(out + ".json").toFile()).path("figures");
        assertThat(figures.findValuesAsText("name")).containsExactly("e2e", "cpu", "memory");
        assertThat(figures.path(0).path("value").asDouble()).isPositive();
    }
}
