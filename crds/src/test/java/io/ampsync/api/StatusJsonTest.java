package io.ampsync.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusJsonTest {
    @Test
    void theGoldenReportIsReadAndWrittenBackUnchanged() throws IOException {
        ObjectMapper tree = new ObjectMapper();
        String golden = golden();

        assertThat(tree.readTree(StatusJson.write(StatusJson.read(golden)))).isEqualTo(tree.readTree(golden));
    }

    @Test
    void theGoldenReportMeansWhatItSays() throws IOException {
        SyncReport sync = StatusJson.read(golden()).syncs().getFirst();

        assertThat(sync.state()).isEqualTo(SyncReport.State.RUNNING);
        assertThat(sync.startedAt()).isEqualTo(Instant.parse("2026-11-21T08:00:00Z"));
        assertThat(sync.writer())
                .isEqualTo(new WriterReport(WriterReport.State.HELD, 7L, "00112233445566778899aabbccddeeff"));
        assertThat(sync.database()).isNull();
        assertThat(sync.tables())
                .extracting(TableReport::mode)
                .containsExactly(TableReport.Mode.STREAMING, TableReport.Mode.FAILED);
        assertThat(sync.reorgs()).isEqualTo(new ReorgsReport(3L, Instant.parse("2026-11-21T08:20:00Z"), 4L, 6L));
    }

    @Test
    void whatIsUnknownIsNotWritten() {
        assertThat(StatusJson.write(StatusReport.of(List.of())))
                .isEqualTo("{\"apiVersion\":\"ampsync.io/status.v1\",\"syncs\":[]}");
    }

    @Test
    void membersAndValuesOfLaterVersionsAreIgnored() {
        StatusReport report = StatusJson.read("""
                {"apiVersion":"ampsync.io/status.v1","extra":{},
                 "syncs":[{"state":"Hibernating","mood":1,"tables":[{"name":"blocks","mode":"Streaming"}]}]}""");

        SyncReport sync = report.syncs().getFirst();
        assertThat(sync.state()).isNull();
        assertThat(sync.tables())
                .containsExactly(
                        new TableReport("blocks", TableReport.Mode.STREAMING, null, null, List.of(), null, null));
    }

    @Test
    void absentListsAreEmpty() {
        assertThat(StatusJson.read("{\"apiVersion\":\"ampsync.io/status.v1\"}").syncs())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"apiVersion\":\"ampsync.io/status.v9\"}", "<html>"})
    void otherTextIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> StatusJson.read(text));
    }

    @Test
    void aTroubleNamesTheReasonByItsLabel() {
        assertThat(TroubleReport.of(Reason.DATABASE_FULL, "No space left.", Instant.EPOCH)
                        .reason())
                .isEqualTo("DatabaseFull");
    }

    private static String golden() throws IOException {
        try (InputStream in = StatusJsonTest.class.getResourceAsStream("/status-report.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
