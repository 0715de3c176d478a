package io.ampsync.runtime.report;

import static io.ampsync.runtime.report.Blocks.NETWORK;
import static io.ampsync.runtime.report.Blocks.at;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ampsync.api.DatasetReport;
import io.ampsync.api.Reason;
import io.ampsync.api.ReorgsReport;
import io.ampsync.api.StatusJson;
import io.ampsync.api.SyncReport;
import io.ampsync.api.TroubleReport;
import io.ampsync.api.WriterReport;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.report.TableStatus.Reorgs;
import io.ampsync.runtime.sync.TableState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LiveReportTest {
    private Instant now = Instant.parse("2026-11-21T08:00:00Z");
    private final StatusBoard board = new StatusBoard(() -> now);
    private final LiveReport report = new LiveReport(
            new SyncIdentity("default", "mainnet", "1f0e7c1a-7d51-4d53-9c0c-2f6f2f0a9b11", "9f86d081884c7d65", now),
            board);

    @Test
    void itAnswersBeforeAnythingIsKnown() {
        SyncReport sync = report.get().syncs().getFirst();

        assertThat(sync.state()).isEqualTo(SyncReport.State.STARTING);
        assertThat(sync.writer()).isEqualTo(new WriterReport(WriterReport.State.UNKNOWN, null, null));
        assertThat(sync.tables()).isEmpty();
        assertThat(sync.reorgs()).isEqualTo(new ReorgsReport(0L, null, null, 0L));
        assertThat(sync.sequence()).isEqualTo(1);
        assertThat(report.get().syncs().getFirst().sequence()).isEqualTo(2);
    }

    @Test
    void aSyncThatWentThroughTheGoldenStoryWritesTheGoldenReport() throws IOException {
        report.update(process -> process.withState(SyncReport.State.RUNNING)
                .withWriter(new WriterReport(WriterReport.State.HELD, 7L, "00112233445566778899aabbccddeeff"))
                .withSource(TroubleReport.of(
                        Reason.SOURCE_UNREACHABLE,
                        "The Admin API at http://amp:1610 answered GET /healthz with 503.",
                        Instant.parse("2026-11-21T08:29:30Z")))
                .withDataset(new DatasetReport(
                        "_/eth_rpc@latest",
                        "1.1.0",
                        "1.0.0",
                        "25f4778d4db839bf1d7ff1e6b6eb8455e31cc1d3378952bee5499c64c5748fec",
                        new DatasetReport.UpdateReport(
                                "1.1.0", "SchemaIncompatible", "Column gas_used of table blocks was removed."))));
        board.resumed("blocks", NETWORK, at(993), 994);
        board.update("blocks", status -> status.withReorgs(new Reorgs(2, 6, null)));
        board.stateChanged("blocks", TableState.STREAMING);
        now = Instant.parse("2026-11-21T08:20:00Z");
        board.committed("blocks", Blocks.commit(990, 994, 5));
        board.reorganized("blocks", Blocks.reorg(990, 993, 994, 4, 5));
        now = Instant.parse("2026-11-21T08:25:00Z");
        board.failed("logs", new SyncException(Reason.SOURCE_GAP, "The stream continues at block 12 after block 10."));
        board.stateChanged("logs", TableState.FAILED);
        now = Instant.parse("2026-11-21T08:30:00.250Z");
        board.committed("blocks", Blocks.commit(995, 1000, 6));
        board.headObserved("blocks", NETWORK, at(1003), Instant.parse("2026-11-21T08:30:05Z"), null);

        ObjectMapper tree = new ObjectMapper();
        ObjectNode written = (ObjectNode) tree.readTree(StatusJson.write(report.get()));
        ObjectNode golden = (ObjectNode) tree.readTree(golden());
        // The golden document knows no rows of the table that failed, and was not the first of its process.
        ((ObjectNode) golden.at("/syncs/0")).put("sequence", 1);
        ((ObjectNode) golden.at("/syncs/0/tables/1")).put("rows", 0);
        assertThat(written).isEqualTo(golden);
    }

    @Test
    void aSyncIsNamedByNamespaceAndName() {
        assertThat(SyncIdentity.of("default/mainnet", null, now))
                .isEqualTo(new SyncIdentity("default", "mainnet", "default/mainnet", null, now));
        assertThat(SyncIdentity.of("mainnet", "r1", now))
                .isEqualTo(new SyncIdentity("default", "mainnet", "mainnet", "r1", now));
    }

    private static String golden() throws IOException {
        try (InputStream in = LiveReportTest.class.getResourceAsStream("/status-report.json")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
