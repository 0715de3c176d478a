package io.ampsync.runtime.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.simulator.AmpSimulator;
import io.ampsync.simulator.admin.AdminPort;
import io.ampsync.simulator.era.Era;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each misconfiguration is made for real, with a simulated Amp server, or with a server that is something else. */
class SourceProbeIT {
    private Patient patient;

    @BeforeEach
    void healthy() throws SQLException {
        patient = new Patient();
    }

    @AfterEach
    void close() throws SQLException {
        patient.close();
    }

    private static String local(int port) {
        return "http://127.0.0.1:" + port;
    }

    private List<Check> source() throws InterruptedException {
        return patient.found(Area.SOURCE);
    }

    private List<Check> admin() throws InterruptedException {
        return patient.found(Area.ADMIN);
    }

    @Test
    void hostsWithoutAnAddressAreNamed() throws InterruptedException {
        patient.environment.remove("TABLES");
        patient.with("AMP_FLIGHT_ADDR", "http://nowhere.invalid:1602")
                .with("AMP_ADMIN_API_ADDR", "http://nope.invalid");
        assertThat(source()).containsExactly(Check.HOST_UNKNOWN);
        assertThat(admin()).containsExactly(Check.HOST_UNKNOWN);
    }

    @Test
    void portsWithoutAListenerAreNamed() throws InterruptedException {
        patient.environment.remove("TABLES");
        patient.with("AMP_FLIGHT_ADDR", local(1)).with("AMP_ADMIN_API_ADDR", local(1));
        assertThat(source()).containsExactly(Check.PORT_CLOSED);
        assertThat(admin()).containsExactly(Check.PORT_CLOSED);
    }

    @Test
    void anAdminApiThatNobodyNeedsIsAWarning() throws InterruptedException {
        patient.with("AMP_ADMIN_API_ADDR", local(1));
        assertThat(admin()).containsExactly(Check.ADMIN_ABSENT);
        assertThat(source()).isEmpty();
    }

    @Test
    void interchangedPortsAreTold() throws InterruptedException {
        patient.environment.remove("TABLES");
        patient.with("AMP_FLIGHT_ADDR", Patient.ADMIN.url()).with("AMP_ADMIN_API_ADDR", Patient.AMP.flightUrl());
        assertThat(source()).containsExactly(Check.SPEAKS_HTTP1);
        assertThat(admin()).containsExactly(Check.SPEAKS_HTTP2);
    }

    @Test
    void aServerWithoutTlsIsTold() throws InterruptedException {
        patient.environment.remove("TABLES");
        patient.with("AMP_FLIGHT_ADDR", Patient.AMP.flightUrl().replace("http:", "https:"))
                .with("AMP_ADMIN_API_ADDR", Patient.ADMIN.url().replace("http:", "https:"));
        assertThat(source()).containsExactly(Check.TLS_NOT_SPOKEN);
        assertThat(admin()).containsExactly(Check.TLS_NOT_SPOKEN);
    }

    @Test
    void aServerThatWantsTlsIsTold(@TempDir Path folder) throws Exception {
        patient.environment.remove("TABLES");
        try (TlsServer server = TlsServer.of(folder, "localhost", 365)) {
            patient.with("AMP_FLIGHT_ADDR", "http://localhost:" + server.port())
                    .with("AMP_ADMIN_API_ADDR", "http://localhost:" + server.port());
            assertThat(source()).containsExactly(Check.TLS_WANTED);
            assertThat(admin()).containsExactly(Check.TLS_WANTED);
        }
    }

    @Test
    void aCertificateThatNobodyTrustsIsTold(@TempDir Path folder) throws Exception {
        patient.environment.remove("TABLES");
        try (TlsServer server = TlsServer.of(folder, "localhost", 365)) {
            patient.with("AMP_FLIGHT_ADDR", "https://localhost:" + server.port())
                    .with("AMP_ADMIN_API_ADDR", "https://localhost:" + server.port());
            assertThat(source()).containsExactly(Check.CERTIFICATE_UNKNOWN);
            assertThat(admin()).containsExactly(Check.CERTIFICATE_UNKNOWN);
        }
    }

    @Test
    void aCertificateForAnotherNameIsTold(@TempDir Path folder) throws Exception {
        try (TlsServer server = TlsServer.of(folder, "amp.example.org", 365)) {
            patient.with("AMP_FLIGHT_ADDR", "https://localhost:" + server.port())
                    .with("AMPSYNC_TLS_CA_FILE", server.certificate().toString());
            assertThat(source()).containsExactly(Check.CERTIFICATE_NAME);
        }
    }

    @Test
    void anExpiredCertificateIsTold(@TempDir Path folder) throws Exception {
        try (TlsServer server = TlsServer.of(folder, "localhost", -10)) {
            patient.with("AMP_FLIGHT_ADDR", "https://localhost:" + server.port())
                    .with("AMPSYNC_TLS_CA_FILE", server.certificate().toString());
            assertThat(source()).containsExactly(Check.CERTIFICATE_EXPIRED);
        }
    }

    @Test
    void aRefusedTokenIsTold() throws IOException, InterruptedException {
        try (AmpSimulator amp = AmpSimulator.builder().blocks(2).start();
                AdminPort admin = AdminPort.start(amp, 0)) {
            amp.behave(behaviour -> behaviour.withToken(Optional.of("right")));
            patient.with("AMP_FLIGHT_ADDR", amp.flightUrl())
                    .with("AMP_ADMIN_API_ADDR", admin.url())
                    .with("AMP_AUTH_TOKEN", "wrong");
            assertThat(source()).containsExactly(Check.TOKEN_REFUSED);
        }
    }

    @Test
    void aServerThatSaysNothingIsGivenUpInTime() throws IOException, InterruptedException {
        patient.environment.remove("TABLES");
        try (ServerSocket silent = new ServerSocket(0)) {
            patient.with("AMP_FLIGHT_ADDR", local(silent.getLocalPort()))
                    .with("AMP_ADMIN_API_ADDR", local(silent.getLocalPort()));
            assertThat(source()).containsExactly(Check.NOT_ANSWERING);
            assertThat(admin()).containsExactly(Check.NOT_ANSWERING);
        }
    }

    @Test
    void anotherEraThanTheServersIsTold() throws InterruptedException {
        patient.with("AMPSYNC_ERA", "s1");
        assertThat(admin()).containsExactly(Check.ERA_WRONG);
    }

    @Test
    void aDatasetThatIsNotPublishedIsTold() throws InterruptedException {
        patient.environment.remove("TABLES");
        patient.with("DATASET", "no_such_dataset@1.0.0");
        assertThat(admin()).containsExactly(Check.DATASET_ABSENT);
    }

    @Test
    void aVersionThatIsNotPublishedIsToldWithThoseThatAre() throws InterruptedException {
        patient.environment.remove("TABLES");
        patient.with("DATASET", "anvil_rpc@9.9.9");
        assertThat(admin()).containsExactly(Check.VERSION_ABSENT);
        assertThat(patient.examine().findings())
                .anySatisfy(finding -> assertThat(finding.seen()).contains("it has 1.0.0"));
    }

    @Test
    void aTableThatTheDatasetLacksIsTold() throws InterruptedException {
        patient.with("TABLES", "blocks,bloks");
        assertThat(admin()).containsExactly(Check.TABLE_ABSENT);
    }

    @Test
    void aTableThatTheDatasetLacksIsToldWithoutAnAdminApi() throws InterruptedException {
        patient.environment.remove("AMP_ADMIN_API_ADDR");
        patient.with("TABLES", "bloks").with("AMPSYNC_ERA", "head");
        assertThat(source()).hasSize(1).containsAnyOf(Check.TABLE_ABSENT, Check.DATASET_ABSENT);
    }

    @Test
    void aColumnThatTheTableLacksIsTold() throws InterruptedException {
        patient.with("AMPSYNC_TABLE_BLOCKS_COLUMNS", "number,hush");
        assertThat(source()).hasSize(1).containsAnyOf(Check.COLUMN_ABSENT, Check.QUERY_REFUSED);
    }

    @Test
    void aServerWithoutBlocksIsTold() throws IOException, InterruptedException {
        try (AmpSimulator amp = AmpSimulator.builder().blocks(0).start();
                AdminPort admin = AdminPort.start(amp, 0)) {
            patient.with("AMP_FLIGHT_ADDR", amp.flightUrl()).with("AMP_ADMIN_API_ADDR", admin.url());
            assertThat(source()).contains(Check.NOTHING_SYNCED);
        }
    }

    @Test
    void aServerOfASeedEraIsFine() throws IOException, InterruptedException {
        try (AmpSimulator amp = AmpSimulator.builder().era(Era.S2).blocks(3).start();
                AdminPort admin = AdminPort.start(amp, 0)) {
            patient.with("AMP_FLIGHT_ADDR", amp.flightUrl()).with("AMP_ADMIN_API_ADDR", admin.url());
            assertThat(source()).isEmpty();
            assertThat(admin()).isEmpty();
        }
    }
}
