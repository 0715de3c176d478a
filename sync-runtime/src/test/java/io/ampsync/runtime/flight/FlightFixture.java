package io.ampsync.runtime.flight;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.Era;
import io.ampsync.runtime.config.Secret;
import io.ampsync.runtime.config.SourceSettings;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.arrow.memory.RootAllocator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A scripted server and a source that talks to it; after every test not one byte of Arrow memory may be left. */
abstract class FlightFixture {
    static final Duration SOON = Duration.ofSeconds(10);
    static final StreamRequest STREAM = new StreamRequest("SELECT * FROM t", true, Map.of());
    static final StreamRequest BATCH = new StreamRequest("SELECT * FROM t", false, Map.of());

    final RootAllocator allocator = new RootAllocator();
    final ScriptedServer server = ScriptedServer.start().plans(Wire.info(Wire.ROWS));
    private @Nullable FlightSource source;

    @AfterEach
    void nothingIsLeftInArrowMemory() {
        if (source != null) {
            source.close();
        }
        server.close();
        assertThat(allocator.getAllocatedMemory()).isZero();
        allocator.close();
    }

    FlightSource source() {
        if (source == null) {
            source = new FlightSource(settings(server.port()), allocator);
        }
        return source;
    }

    FlightSource source(SourceSettings settings) {
        source = new FlightSource(settings, allocator, Duration.ofSeconds(2));
        return source;
    }

    static SourceSettings settings(int port) {
        return settings("http://localhost:" + port, 32 << 20, 8 << 20);
    }

    static SourceSettings settings(String endpoint, int maxMessageBytes, long windowBytes) {
        return new SourceSettings(
                URI.create(endpoint),
                Era.HEAD,
                new Secret("token-of-test"),
                null,
                maxMessageBytes,
                windowBytes,
                Duration.ofSeconds(30));
    }

    static ReceivedBatch receive(BatchStream stream) throws InterruptedException {
        BatchStream.Next next = stream.next(SOON);
        assertThat(next).isInstanceOf(BatchStream.Received.class);
        return ((BatchStream.Received) next).batch();
    }
}
