package io.ampsync.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.DatasetReport;
import io.ampsync.api.Reason;
import io.ampsync.api.ReorgsReport;
import io.ampsync.api.SyncReport;
import io.ampsync.api.TableReport;
import io.ampsync.api.TableReport.WatermarkReport;
import io.ampsync.api.WriterReport;
import io.ampsync.api.manifest.Definition;
import io.ampsync.api.v1alpha1.DatasetSpec;
import io.ampsync.runtime.fault.SyncException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatusTableTest {
    private static final Instant NOW = Instant.parse("2026-11-21T09:00:00Z");
    private static final Definition DEFINITION = Definition.read();

    @Test
    void rowsLookLikeThoseOfKubectl() {
        List<StatusRow> rows = List.of(
                StatusRow.of(report("eth-mainnet"), NOW),
                StatusRow.suspended("default", "base", new DatasetSpec("_", "base_rpc", "latest"), NOW));

        assertThat(new StatusTable(DEFINITION, false).lines(rows, NOW))
                .containsExactly(
                        "NAME          DATASET      VERSION   READY   STATUS      BLOCK   LAG   REORGS   AGE",
                        "eth-mainnet   _/eth_rpc    1.4.0     True    Streaming   1000    3     2        3m41s",
                        "base          _/base_rpc             True    Suspended");
    }

    @Test
    void wideRowsHaveTheColumnsOfKubectlsWide() {
        List<String> lines =
                new StatusTable(DEFINITION, true).lines(List.of(StatusRow.of(report("eth-mainnet"), NOW)), NOW);

        assertThat(lines.getFirst()).endsWith("AGE     DESIRED   TABLES   EPOCH   POD   MESSAGE");
        assertThat(lines.getLast()).contains("1/1").endsWith("1 of 1 table streaming.");
    }

    @Test
    void rowsOfSeveralNamespacesNameThem() {
        List<StatusRow> rows = List.of(
                StatusRow.of(report("a"), NOW),
                StatusRow.suspended("data", "a", new DatasetSpec("_", "base_rpc", "latest"), NOW));

        assertThat(new StatusTable(DEFINITION, false).lines(rows, NOW))
                .anyMatch(line -> line.startsWith("default/a "))
                .anyMatch(line -> line.startsWith("data/a "));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "119, 119s",
        "120, 2m",
        "221, 3m41s",
        "600, 10m",
        "7300, 121m",
        "10800, 3h",
        "18300, 5h5m",
        "86400, 24h",
        "190000, 2d4h",
        "864000, 10d"
    })
    void agesAreRoundedAsKubectlRoundsThem(long seconds, String age) {
        assertThat(StatusTable.age(Duration.ofSeconds(seconds))).isEqualTo(age);
    }

    @Test
    void withoutATerminalNewsAreToldAtOnceAndProgressNowAndThen() {
        StringWriter text = new StringWriter();
        StatusScreen screen = new StatusScreen(new PrintWriter(text), false);

        screen.show(List.of("HEAD", "a 1", "b 1"), List.of("a", "b"), NOW);
        screen.show(List.of("HEAD", "a 2", "b 2"), List.of("a", "b"), NOW.plusSeconds(1));
        screen.show(List.of("HEAD", "a 3", "b 3"), List.of("a", "b!"), NOW.plusSeconds(2));
        screen.show(List.of("HEAD", "a 4", "b 4"), List.of("a", "b!"), NOW.plusSeconds(12));

        assertThat(text.toString().lines()).containsExactly("HEAD", "a 1", "b 1", "b 3", "a 4", "b 4");
    }

    @Test
    void onATerminalTheTableStaysBelowTheLog() throws IOException {
        StringWriter text = new StringWriter();
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        StatusScreen screen = new StatusScreen(new PrintWriter(text), true);

        screen.show(List.of("HEAD", "a 1"), List.of("a"), NOW);
        screen.above(log).write("a line\n".getBytes(StandardCharsets.UTF_8));
        screen.show(List.of("HEAD", "a 2"), List.of("a"), NOW);

        assertThat(log.toString(StandardCharsets.UTF_8)).isEqualTo("a line\n");
        assertThat(text.toString().replace("\u001b[2A\u001b[J", "<"))
                .isEqualToNormalizingNewlines("HEAD\na 1\n<HEAD\na 1\n<HEAD\na 2\n");
    }

    @Test
    void theLastWordsAreJsonAndOnlyWhereTheyAreReadAndNeeded(@TempDir Path directory) throws IOException {
        Path file = Files.createFile(directory.resolve("log"));
        Ending fenced = new Ending(ExitCode.FENCED, List.of(new SyncException(Reason.FENCED, "Epoch 8 over our 7.")));

        TerminationLog.write(directory.resolve("nowhere"), fenced);
        TerminationLog.write(file, Ending.STOPPED);
        assertThat(file).isEmptyFile();
        TerminationLog.write(file, fenced);
        assertThat(file).hasContent("{\"exitCode\":3,\"reason\":\"Fenced\",\"message\":\"Epoch 8 over our 7.\"}");
        assertThat(directory.resolve("nowhere")).doesNotExist();
    }

    private static SyncReport report(String name) {
        return new SyncReport(
                "default",
                name,
                "default/" + name,
                null,
                NOW.minusSeconds(221),
                1L,
                SyncReport.State.RUNNING,
                new WriterReport(WriterReport.State.HELD, 7L, "0011"),
                null,
                null,
                null,
                null,
                new DatasetReport("_/eth_rpc@1.4.0", "1.4.0", "1.4.0", null, null),
                List.of(new TableReport(
                        "blocks",
                        TableReport.Mode.STREAMING,
                        100L,
                        NOW,
                        List.of(new WatermarkReport("mainnet", 1000L, "0xa2", 1003L, NOW, 3L)),
                        null,
                        null)),
                new ReorgsReport(2L, NOW, 4L, 6L),
                null);
    }
}
