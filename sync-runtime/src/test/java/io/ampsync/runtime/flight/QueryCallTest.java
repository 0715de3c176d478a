package io.ampsync.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.Era;
import io.grpc.Metadata;
import java.util.HexFormat;
import java.util.Map;
import org.apache.arrow.flight.impl.Flight.FlightDescriptor;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class QueryCallTest {
    private static final String SQL = "SELECT * FROM \"_/eth_rpc@1.0.0\".blocks";
    private static final Cursor CURSOR = new Cursor(2, BlockHash.parse("a2".repeat(32)));

    @Test
    @DisplayName("45: the command is byte-identical to the vector of the protocol")
    void commandEqualsTheVector() {
        FlightDescriptor descriptor = QueryCall.descriptor(new StreamRequest(SQL, false, Map.of()));

        assertThat(HexFormat.of().formatHex(descriptor.getCmd().toByteArray()))
                .isEqualTo("0a43747970652e676f6f676c65617069732e636f6d2f6172726f772e666c69676874"
                        + "2e70726f746f636f6c2e73716c2e436f6d6d616e6453746174656d656e745175657279"
                        + "12280a2653454c454354202a2046524f4d20225f2f6574685f72706340312e302e30222e626c6f636b73");
        assertThat(descriptor.getType()).isEqualTo(FlightDescriptor.DescriptorType.CMD);
        assertThat(descriptor.getPathCount()).isZero();
    }

    @Test
    void onlyAStreamHasTheSettingsClauseOnce() {
        assertThat(QueryCall.descriptor(new StreamRequest(SQL, true, Map.of()))
                        .getCmd()
                        .toStringUtf8())
                .endsWith(SQL + " SETTINGS stream = true");
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void streamsSayTheSameInTheHeaderInEveryEra(Era era) {
        assertThat(header(headers(new StreamRequest(SQL, true, Map.of()), era), "amp-stream"))
                .isEqualTo("true");
    }

    @Test
    void batchQueriesSayFalseToHeadAndNothingToTheSeeds() {
        StreamRequest batch = new StreamRequest(SQL, false, Map.of());

        assertThat(header(headers(batch, Era.HEAD), "amp-stream")).isEqualTo("false");
        assertThat(headers(batch, Era.S1).keys()).isEmpty();
        assertThat(headers(batch, Era.S2).keys()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void theCursorGoesUnderBothNames(Era era) {
        Metadata headers = headers(new StreamRequest(SQL, true, Map.of("mainnet", CURSOR)), era);

        assertThat(header(headers, "amp-resume"))
                .isEqualTo("{\"mainnet\":{\"number\":2,\"hash\":\"0x" + "a2".repeat(32) + "\"}}");
        assertThat(header(headers, "nozzle-resume")).isEqualTo(header(headers, "amp-resume"));
    }

    @Test
    void withoutACursorThereIsNoResumeHeader() {
        assertThat(headers(new StreamRequest(SQL, true, Map.of()), Era.HEAD).keys())
                .containsExactly("amp-stream");
    }

    @Test
    void networksAreSortedAndTheHeaderIsAscii() {
        String resume = QueryCall.resume(Map.of("ném\"et", CURSOR, "base", CURSOR));

        assertThat(resume).isPrintable().startsWith("{\"base\":{").contains("\"n\\u00E9m\\\"et\":{");
    }

    private static Metadata headers(StreamRequest request, Era era) {
        Metadata headers = new Metadata();
        QueryCall.addHeaders(headers, request, era);
        return headers;
    }

    private static String header(Metadata headers, String name) {
        return String.valueOf(headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER)));
    }
}
