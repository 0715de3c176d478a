package io.ampsync.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.fault.SyncException;
import io.grpc.Status;
import java.net.ConnectException;
import org.apache.arrow.memory.OutOfMemoryException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcFaultsTest {
    private final GrpcFaults faults = new GrpcFaults("The source amp:1602", Era.HEAD);

    @ParameterizedTest
    @EnumSource(value = Status.Code.class, mode = EnumSource.Mode.EXCLUDE, names = "OK")
    @DisplayName("73: refusals are permanent, authentication is named, everything else is retried")
    void everyCodeHasItsReason(Status.Code code) {
        SyncException fault = faults.of("DoGet", code.toStatus().withDescription("text"));

        Reason expected = switch (code) {
            case INVALID_ARGUMENT, OUT_OF_RANGE -> Reason.QUERY_REFUSED;
            case UNAUTHENTICATED, PERMISSION_DENIED -> Reason.SOURCE_UNAUTHENTICATED;
            default -> Reason.SOURCE_UNREACHABLE;
        };
        assertThat(fault.reason()).isEqualTo(expected);
        assertThat(fault).hasMessageContaining(code.name()).hasMessageContaining("amp:1602");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "failed to infer SQL output schema: table 'amp._/nope@1.0.0.blocks' not found | DATASET_NOT_FOUND",
                "error creating planning context: Dataset 'x' version 'latest' not found | DATASET_NOT_FOUND",
                "error creating physical catalog | Caused by: Table _/a@25f4.blocks has not been synced | NOTHING_SYNCED",
                "error loading physical catalog: Table 'a.blocks' has not been synced | NOTHING_SYNCED",
                "Schema error: No field named nope. Valid fields are … | QUERY_REFUSED",
                "'blocks' table not found in dataset '_/sol' | QUERY_REFUSED",
                "multiple networks in dependency tree: a and b | QUERY_REFUSED",
                "selecting `_block_num` from a multi-table context (e.g. a join) is ambiguous | QUERY_REFUSED",
                "expected cursor for network 'anvil', but cursor only contains networks: [mainnet] | NETWORK_CHANGED",
                "Expected resume watermark for network 'anvil' | NETWORK_CHANGED",
                "streaming query execution error: object store unavailable | SOURCE_UNREACHABLE",
            })
    void theTextTellsInternalErrorsApart(String line) {
        String text = line.substring(0, line.lastIndexOf('|')).strip();
        Reason expected =
                Reason.valueOf(line.substring(line.lastIndexOf('|') + 1).strip());

        SyncException fault = faults.of("GetFlightInfo", Status.INTERNAL.withDescription(text));

        assertThat(fault.reason()).isEqualTo(expected);
        assertThat(fault).hasMessageContaining("INTERNAL").hasMessageContaining(text);
    }

    @ParameterizedTest
    @EnumSource(value = Era.class, names = "HEAD", mode = EnumSource.Mode.EXCLUDE)
    void theSeedErasTellAMissingTableFromAMissingDataset(Era era) {
        GrpcFaults seed = new GrpcFaults("The source amp:1602", era);
        Status table = Status.INTERNAL.withDescription("planning error: table 'datafusion.eth_rpc.nope' not found");
        Status dataset = Status.INTERNAL.withDescription("Dataset 'eth_rpc' version 'latest' not found");

        assertThat(seed.of("GetFlightInfo", table).reason()).isEqualTo(Reason.QUERY_REFUSED);
        assertThat(seed.of("GetFlightInfo", dataset).reason()).isEqualTo(Reason.DATASET_NOT_FOUND);
    }

    @Test
    void aRefusedConnectionSaysSo() {
        SyncException fault = faults.of(
                "GetFlightInfo",
                Status.UNAVAILABLE
                        .withDescription("io exception")
                        .withCause(new IllegalStateException(new ConnectException("Connection refused"))));

        assertThat(fault)
                .hasMessage("The source amp:1602 cannot be reached (UNAVAILABLE to GetFlightInfo: io exception:"
                        + " Connection refused).");
    }

    @Test
    void ourOwnLackOfMemoryIsFoundBehindAnyStatus() {
        for (Throwable cause : new Throwable[] {new OutOfMemoryException("limit"), new OutOfMemoryError("direct")}) {
            Status local = Status.CANCELLED.withCause(new IllegalStateException(cause));
            assertThat(faults.of("DoGet", local).reason()).isEqualTo(Reason.MEMORY_EXHAUSTED);
        }
    }

    @Test
    void longAndManyLinedTextsBecomeOneLine() {
        Status status = Status.INVALID_ARGUMENT.withDescription("amp::invalid_input\ncaused by\n" + "x".repeat(5_000));

        assertThat(faults.of("GetFlightInfo", status).getMessage())
                .contains("amp::invalid_input caused by xxx")
                .doesNotContain("\n")
                .hasSizeLessThan(700);
    }
}
