package io.ampsync.simulator.flight;

import io.ampsync.simulator.catalog.Catalog;
import io.ampsync.simulator.era.Era;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.function.Supplier;

/** The gRPC server of the Flight port. */
public final class FlightPort implements AutoCloseable {
    private final Server server;

    private FlightPort(Server server) {
        this.server = server;
    }

    /** Listens on all interfaces; port 0 picks a free one. */
    public static FlightPort start(Era era, Catalog catalog, Supplier<Behaviour> behaviour, Faults faults, int port)
            throws IOException {
        return new FlightPort(NettyServerBuilder.forAddress(new InetSocketAddress(port))
                .build()
                .start());
    }

    public int port() {
        return server.getPort();
    }

    /** Streams look at the behaviour again. */
    public void wake() {}

    /** A TCP reset on every connection. */
    public void resetConnections() {}

    @Override
    public void close() {
        server.shutdownNow();
    }
}
