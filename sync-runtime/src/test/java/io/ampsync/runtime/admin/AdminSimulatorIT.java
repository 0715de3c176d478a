package io.ampsync.runtime.admin;

import static io.ampsync.runtime.admin.AdminClientTest.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.config.AdminSettings;
import io.ampsync.runtime.config.DatasetRef;
import io.ampsync.runtime.config.Era;
import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.admin.AdminPort;
import io.ampsync.simulator.catalog.DatasetName;
import io.ampsync.simulator.catalog.Manifest;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("80: the Admin client in each era of the simulator")
@SuppressWarnings("NullAway.Init") // each test chooses its era and calls serve
class AdminSimulatorIT {
    private static final DatasetRef ETH = DatasetRef.parse("eth_rpc");

    private AmpSimulator simulator;
    private AdminPort admin;
    private AdminClient client;

    private void serve(Era era, String... furtherVersions) throws IOException {
        simulator = AmpSimulator.builder()
                .era(io.ampsync.simulator.era.Era.valueOf(era.name()))
                .network("mainnet")
                .dataset("eth_rpc", "1.0.0")
                .start();
        for (String version : furtherVersions) {
            simulator.catalog().publish(DatasetName.of("eth_rpc"), version, Manifest.of(simulator.ledger()));
        }
        admin = AdminPort.start(simulator, 0);
        client = new AdminClient(new AdminSettings(URI.create(admin.url()), true, null, null), Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() {
        client.close();
        admin.close();
        simulator.close();
    }

    @ParameterizedTest
    @EnumSource
    void theEraIsDetected(Era era) throws Exception {
        serve(era);

        assertThat(client.detectEra()).isEqualTo(era);
    }

    @ParameterizedTest
    @EnumSource
    void latestIsTheHighestVersionAndIsPinnedWithItsTables(Era era) throws Exception {
        serve(era, "1.9.0", "1.10.0", "1.10.0-rc.1");

        ResolvedDataset resolved = client.catalog(era).resolve(ETH);

        assertThat(resolved.version()).isEqualTo("1.10.0");
        assertThat(resolved.pinned().isFloating()).isFalse();
        assertThat(resolved.tables()).extracting(DatasetTable::name).contains("blocks", "transactions", "logs");
        assertThat(resolved.tables()).extracting(DatasetTable::network).containsOnly("mainnet");
    }

    @ParameterizedTest
    @EnumSource
    @Produces(Reason.DATASET_NOT_FOUND)
    void aVersionThatIsNotPublishedIsNotFound(Era era) throws Exception {
        serve(era, "0.1.10");

        assertRefused(() -> client.catalog(era).resolve(ETH.at("0.1.1")), Reason.DATASET_NOT_FOUND, "0.1.1");
        assertRefused(() -> client.catalog(era).resolve(DatasetRef.parse("nope")), Reason.DATASET_NOT_FOUND, "nope");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("A26: a server error passes")
    void aServerErrorIsNotTakenForAnAbsentDataset(Era era) throws Exception {
        serve(era);
        admin.faults().fail(500, 1);

        assertRefused(() -> client.catalog(era).latest(ETH), Reason.SOURCE_UNREACHABLE, "with 500");
        assertThat(client.catalog(era).latest(ETH).text()).isEqualTo("1.0.0");
    }
}
