package io.ampsync.runtime.flight;

import static io.ampsync.runtime.flight.FlightFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.ampsync.api.Reason;
import io.ampsync.runtime.config.SourceSettings;
import io.ampsync.runtime.fault.SyncException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WrongPeerTest {
    private static final StreamRequest QUERY = new StreamRequest("SELECT 1", true, Map.of());

    @Test
    void http2ToAnHttp1PortSaysSo() throws Exception {
        HttpServer admin = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        admin.start();
        try {
            assertSays("http", admin.getAddress().getPort(), "speaks HTTP/1 and not gRPC");
        } finally {
            admin.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"https", "grpc+tls"})
    void tlsToAPortWithoutItSaysSo(String scheme) throws Exception {
        try (ScriptedServer plain = ScriptedServer.start()) {
            assertSays(scheme, plain.port(), "does not speak TLS");
        }
    }

    private static void assertSays(String scheme, int port, String part) {
        SourceSettings settings = settings(scheme + "://localhost:" + port, 32 << 20, 8 << 20);
        try (RootAllocator allocator = new RootAllocator();
                FlightSource source = new FlightSource(settings, allocator)) {
            assertThatThrownBy(() -> source.plan(QUERY))
                    .isInstanceOfSatisfying(
                            SyncException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SOURCE_INCOMPATIBLE))
                    .hasMessageContaining(part);
        }
    }
}
