package io.ampsync.simulator.flight;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The open TCP connections by remote address, so that one can be reset: no FIN, no GOAWAY, no trailers. */
final class Connections implements ChannelFactory<NioServerSocketChannel> {
    private final boolean healthEndpoint;
    private final Map<SocketAddress, SocketChannel> open = new ConcurrentHashMap<>();

    /** @param healthEndpoint whether {@code GET /healthz} is known */
    Connections(boolean healthEndpoint) {
        this.healthEndpoint = healthEndpoint;
    }

    @Override
    public NioServerSocketChannel newChannel() {
        return new NioServerSocketChannel() {
            @Override
            protected int doReadMessages(List<Object> accepted) throws Exception {
                int before = accepted.size();
                int count = super.doReadMessages(accepted);
                accepted.subList(before, accepted.size()).forEach(channel -> remember((SocketChannel) channel));
                return count;
            }
        };
    }

    void reset(@Nullable SocketAddress remote) {
        SocketChannel channel = remote == null ? null : open.get(remote);
        if (channel != null) {
            reset(channel);
        }
    }

    void resetAll() {
        open.values().forEach(Connections::reset);
    }

    /** Resets every connection and returns when they are gone. */
    void resetAllAndWait() throws InterruptedException {
        for (SocketChannel channel : open.values()) {
            reset(channel);
            channel.closeFuture().await();
        }
    }

    private void remember(SocketChannel channel) {
        channel.pipeline().addFirst(new PlainHttp(healthEndpoint));
        SocketAddress remote = channel.remoteAddress();
        open.put(remote, channel);
        channel.closeFuture().addListener(_ -> open.remove(remote));
    }

    /** Closing through the pipeline is graceful and lets the client wait; below it, zero linger makes a reset of it. */
    private static void reset(Channel channel) {
        channel.eventLoop().execute(() -> {
            ((SocketChannel) channel).config().setSoLinger(0);
            channel.unsafe().close(channel.voidPromise());
        });
    }
}
