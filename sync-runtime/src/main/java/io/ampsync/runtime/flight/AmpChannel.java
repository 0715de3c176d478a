package io.ampsync.runtime.flight;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.SourceSettings;
import io.ampsync.runtime.fault.SyncException;
import io.grpc.ManagedChannel;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP/2 connection to one server. After a failed connection gRPC waits by itself, for seconds and out of our
 * sight; how long to wait is the supervisor's decision, so a failed channel is replaced by one that has not failed yet.
 * Calls that still run on the old one go on.
 */
final class AmpChannel implements AutoCloseable {
    private static final int LARGEST_TRAILERS = 64 * 1024;

    private final SourceSettings settings;
    private final @Nullable SslContext trust;
    private final AtomicReference<ManagedChannel> current;
    private final Set<ManagedChannel> replaced = ConcurrentHashMap.newKeySet();

    AmpChannel(SourceSettings settings) {
        this.settings = settings;
        trust = trust(settings);
        current = new AtomicReference<>(connect());
    }

    ManagedChannel current() {
        return current.get();
    }

    /** A call on {@code channel} could not connect or lost its connection. */
    void failed(ManagedChannel channel) {
        if (current.get() != channel) {
            return;
        }
        ManagedChannel fresh = connect();
        if (current.compareAndSet(channel, fresh)) {
            replaced.removeIf(ManagedChannel::isTerminated);
            replaced.add(channel.shutdown());
        } else {
            fresh.shutdown();
        }
    }

    private ManagedChannel connect() {
        URI endpoint = settings.endpoint();
        int port = endpoint.getPort() >= 0 ? endpoint.getPort() : settings.tls() ? 443 : 80;
        NettyChannelBuilder builder = NettyChannelBuilder.forAddress(endpoint.getHost(), port)
                .userAgent("ampsync")
                .maxInboundMessageSize(settings.maxMessageBytes())
                .maxInboundMetadataSize(LARGEST_TRAILERS)
                .keepAliveTime(settings.keepAlive().toMillis(), TimeUnit.MILLISECONDS)
                .keepAliveTimeout(10, TimeUnit.SECONDS)
                .keepAliveWithoutCalls(true)
                // Messages are copied and queued where they arrive: another thread would be woken for each.
                .directExecutor()
                .disableRetry();
        if (!settings.tls()) {
            builder.usePlaintext();
        } else if (trust != null) {
            builder.sslContext(trust);
        }
        return builder.build();
    }

    private static @Nullable SslContext trust(SourceSettings settings) {
        if (!settings.tls() || settings.caFile() == null) {
            return null;
        }
        try (var pem = Files.newInputStream(settings.caFile())) {
            return GrpcSslContexts.forClient().trustManager(pem).build();
        } catch (IOException | IllegalArgumentException e) {
            throw new SyncException(
                    Reason.CONFIGURATION_INVALID,
                    "The CA file " + settings.caFile() + " cannot be read as PEM certificates (" + e.getMessage()
                            + ").",
                    e);
        }
    }

    @Override
    public void close() {
        current.get().shutdownNow();
        replaced.forEach(ManagedChannel::shutdownNow);
    }
}
