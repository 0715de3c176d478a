package io.ampsync.simulator.flight;

import io.ampsync.simulator.catalog.Catalog;
import io.ampsync.simulator.era.Era;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;

/** The gRPC server of the Flight port: plain HTTP/2, no keepalive pings of its own, no limit on the client's. */
public final class FlightPort implements AutoCloseable {
    /** More than is accepted, so that the refusal can be the server's and not gRPC's. */
    private static final int RECEIVED_BYTES = 64 * 1024 * 1024;

    /** Held so that its level stays: it reports every connection that is reset on purpose, with a stack trace. */
    private static final Logger RESETS = Logger.getLogger("io.grpc.netty.NettyServerHandler");

    static {
        RESETS.setLevel(Level.SEVERE);
    }

    private final Server server;
    private final FlightCalls calls;
    private final Connections connections;
    private final EventLoopGroup loops;
    private final ExecutorService executor;
    private final BufferAllocator allocator;

    private FlightPort(
            Server server,
            FlightCalls calls,
            Connections connections,
            EventLoopGroup loops,
            ExecutorService executor,
            BufferAllocator allocator) {
        this.server = server;
        this.calls = calls;
        this.connections = connections;
        this.loops = loops;
        this.executor = executor;
        this.allocator = allocator;
    }

    /** Listens on all interfaces; port 0 picks a free one. */
    public static FlightPort start(Era era, Catalog catalog, Supplier<Behaviour> behaviour, Faults faults, int port)
            throws IOException {
        BufferAllocator allocator = new RootAllocator();
        Connections connections = new Connections(era.isHead());
        FlightCalls calls = new FlightCalls(
                new FlightService(era, catalog, behaviour, allocator), behaviour, faults, connections::reset);
        EventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(2, new DefaultThreadFactory("flight", true), NioIoHandler.newFactory());
        ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(port))
                .channelFactory(connections)
                .bossEventLoopGroup(loops)
                .workerEventLoopGroup(loops)
                .executor(executor)
                .maxInboundMessageSize(RECEIVED_BYTES)
                .permitKeepAliveTime(1, TimeUnit.MILLISECONDS)
                .permitKeepAliveWithoutCalls(true)
                .addService(calls.definition())
                .build()
                .start();
        return new FlightPort(server, calls, connections, loops, executor, allocator);
    }

    public int port() {
        return server.getPort();
    }

    /** Streams look at the behaviour again. */
    public void wake() {
        calls.wake();
    }

    /** DoGets that are being served. */
    public int openStreams() {
        return calls.openCalls();
    }

    /** A TCP reset on every connection. */
    public void resetConnections() {
        connections.resetAll();
    }

    /** Ends every call and waits until their memory is back. */
    @Override
    public void close() {
        try {
            // A server that goes away is UNAVAILABLE to its clients; gRPC's own end would be CANCELLED (amp-protocol
            // 16.21).
            connections.resetAllAndWait();
            server.shutdownNow();
            server.awaitTermination(5, TimeUnit.SECONDS);
            calls.endAll();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        var _ = loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        executor.close();
        allocator.close();
    }
}
