package io.ampsync.runtime.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.Produces;
import io.ampsync.runtime.config.AdminSettings;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.fault.SyncException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AdminClientTest {
    private static final String EMPTY = "{\"datasets\":[]}";

    private final AdminServer server = new AdminServer();
    private final AdminClient client = new AdminClient(server.settings(""), Duration.ofSeconds(10));

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            HEAD ; 200 ; {"datasets":[]}
            HEAD ; 200 ; {"datasets":[{"namespace":"_","name":"eth_rpc","versions":[]}]}
            HEAD ; 403 ; {"datasets":[{"namespace":"_","name":"eth_rpc","versions":[]}]}
            S1   ; 404 ; {"datasets":[]}
            S1   ; 404 ; {"datasets":[{"name":"eth_rpc","version":"1.0.0","owner":"no-owner"}],"next_cursor":"eth_rpc:1.0.0"}
            S1   ; 200 ; {"datasets":[{"name":"eth_rpc","version":"1.0.0","owner":"no-owner"}]}
            """)
    void theEraIsToldByDatasetsThenByHealth(Era era, int health, String datasets) throws Exception {
        server.answering("/healthz", health, "").answering("/datasets?limit=1", datasets);

        assertThat(client.detectEra()).isEqualTo(era);
    }

    @Test
    void theSecondSeedEraHasManifests() throws Exception {
        server.answering("/datasets?limit=1", EMPTY)
                .answering(
                        "/datasets/any/versions/0.0.0/manifest",
                        404,
                        "{\"error_code\":\"MANIFEST_NOT_FOUND\",\"error_message\":\"manifest 'any' version '0.0.0' not"
                                + " found\"}");

        assertThat(client.detectEra()).isEqualTo(Era.S2);
    }

    @Test
    void aSeedServerInTroubleIsNotTakenForTheOtherSeedEra() {
        server.answering("/datasets?limit=1", EMPTY)
                .answering("/datasets/any/versions/0.0.0/manifest", 500, "{\"error_code\":\"METADATA_DB_ERROR\"}");

        assertRefused(client::detectEra, Reason.SOURCE_UNREACHABLE, "manifest with 500");
    }

    @Test
    void aRealServerIsHead() throws Exception {
        server.playing("08_admin_api.json");

        assertThat(client.detectEra()).isEqualTo(Era.HEAD);
    }

    @Test
    @DisplayName("48: authorization on Admin calls")
    void theTokenGoesWithEveryRequest() throws Exception {
        server.playing("08_admin_api.json");
        try (AdminClient withToken = new AdminClient(server.settings("t0ken"), Duration.ofSeconds(10))) {
            withToken.detectEra();
        }
        assertThat(server.tokens()).hasSize(2).containsOnly("Bearer t0ken");

        client.detectEra();
        assertThat(server.tokens()).hasSize(4).endsWith("", "");
    }

    @ParameterizedTest
    @CsvSource({
        "401, SOURCE_UNAUTHENTICATED",
        "403, SOURCE_UNAUTHENTICATED",
        "429, SOURCE_UNREACHABLE",
        "500, SOURCE_UNREACHABLE",
        "503, SOURCE_UNREACHABLE",
        "302, SOURCE_INCOMPATIBLE",
        "400, SOURCE_INCOMPATIBLE",
        "404, SOURCE_INCOMPATIBLE",
    })
    void aRefusalHasTheReasonOfItsStatus(int status, Reason reason) {
        server.answering("/datasets?limit=1", status, "<html>no</html>");

        assertRefused(client::detectEra, reason, "with " + status);
    }

    @Test
    void whatIsNoAdminApiIsSaidToBeNone() {
        server.answering("/healthz", "").answering("/datasets?limit=1", "<html>hello</html>");
        assertRefused(client::detectEra, Reason.SOURCE_INCOMPATIBLE, "no JSON object");

        server.answering("/datasets?limit=1", "{\"data\":[]}");
        assertRefused(client::detectEra, Reason.SOURCE_INCOMPATIBLE, "/datasets?limit=1");

        server.answering("/healthz", 500, "").answering("/datasets?limit=1", EMPTY);
        assertRefused(client::detectEra, Reason.SOURCE_UNREACHABLE, "/healthz with 500");
    }

    @Test
    @Produces(Reason.SOURCE_UNREACHABLE)
    void aServerThatIsNotThereIsUnreachable() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        try (AdminClient nowhere = client("http://127.0.0.1:" + port, Duration.ofSeconds(10))) {
            assertRefused(
                    nowhere::detectEra,
                    Reason.SOURCE_UNREACHABLE,
                    "http://127.0.0.1:" + port + " cannot be asked for GET /healthz: connection refused");
        }
    }

    @Test
    void wrongPortsAreToldApart() throws Exception {
        assertAnswerSays("https", "HTTP/1.1 400 Bad Request\r\n\r\n", "it does not speak TLS");
        // An empty SETTINGS frame, as every HTTP/2 server begins.
        assertAnswerSays("http", "\0\0\0\4\0\0\0\0\0", "it does not speak HTTP/1");
    }

    private static void assertAnswerSays(String scheme, String answer, String part) throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                AdminClient client =
                        client(scheme + "://127.0.0.1:" + listener.getLocalPort(), Duration.ofSeconds(10))) {
            Thread.ofVirtual().start(() -> answerEach(listener, answer.getBytes(StandardCharsets.US_ASCII)));
            assertRefused(client::detectEra, Reason.SOURCE_UNREACHABLE, part);
        }
    }

    @Test
    void aServerThatNeverFinishesIsGivenUp() throws Exception {
        try (ServerSocket listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                AdminClient impatient = client("http://127.0.0.1:" + listener.getLocalPort(), Duration.ofMillis(300))) {
            Thread.ofVirtual().start(() -> answerHalf(listener));
            assertRefused(impatient::detectEra, Reason.SOURCE_UNREACHABLE, "within 300 ms");
        }
    }

    @Test
    void anEndlessBodyIsNotRead() {
        server.answering("/datasets?limit=1", "[" + " ".repeat(AdminHttp.MAX_BODY_BYTES) + "]");

        assertRefused(client::detectEra, Reason.SOURCE_INCOMPATIBLE, "more than 16777216 bytes");
    }

    @Test
    @Produces(Reason.SOURCE_INCOMPATIBLE)
    void aGrpcPortIsNotTakenForAnAdminApi() {
        server.answering("/healthz", "").answering("/datasets?limit=1", "");

        assertRefused(client::detectEra, Reason.SOURCE_INCOMPATIBLE, "no JSON object");
    }

    private static void answerHalf(ServerSocket listener) {
        try (Socket socket = listener.accept()) {
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            // Until the client hangs up.
            socket.getInputStream().transferTo(OutputStream.nullOutputStream());
        } catch (IOException _) {
            // The test is over.
        }
    }

    private static void answerEach(ServerSocket listener, byte[] answer) {
        try {
            while (true) {
                try (Socket socket = listener.accept()) {
                    socket.getOutputStream().write(answer);
                    socket.shutdownOutput();
                    socket.getInputStream().transferTo(OutputStream.nullOutputStream());
                }
            }
        } catch (IOException _) {
            // The test is over.
        }
    }

    private static AdminClient client(String endpoint, Duration timeout) {
        return new AdminClient(new AdminSettings(URI.create(endpoint), true, null, null), timeout);
    }

    static void assertRefused(ThrowingCallable call, Reason reason, String part) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SyncException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(part)
                .hasMessageEndingWith(".");
    }
}
