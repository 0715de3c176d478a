package io.ampsync.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.SourceSettings;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.torture.wire.BlackHole;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class FlightKeepAliveIT extends FlightFixture {
    @Test
    @DisplayName("50: a silent stream lives on, a dead connection behind it is noticed by HTTP/2 pings")
    void aFrozenPeerIsNoticedAndASilentOneIsNot() throws Exception {
        try (BlackHole proxy = BlackHole.inFrontOf(server.port())) {
            FlightSource source = source(new SourceSettings(
                    URI.create("grpc://localhost:" + proxy.port()),
                    Era.HEAD,
                    null,
                    null,
                    32 << 20,
                    8 << 20,
                    Duration.ofSeconds(10)));
            try (BatchStream stream = source.plan(STREAM).open()) {
                assertThat(stream.next(Duration.ofSeconds(15)))
                        .as("longer than a ping's interval")
                        .isEqualTo(new BatchStream.Quiet());
                proxy.opens();
                assertThatThrownBy(() -> stream.next(Duration.ofSeconds(30)))
                        .isInstanceOf(SyncException.class)
                        .hasMessageContaining("Keepalive failed")
                        .extracting(e -> ((SyncException) e).reason())
                        .isEqualTo(Reason.SOURCE_UNREACHABLE);
            }
        }
    }
}
