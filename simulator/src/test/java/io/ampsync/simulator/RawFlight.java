package io.ampsync.simulator;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.flight.sql.impl.FlightSql;

/** A client without opinions: generated stubs, so that every member of every message can be looked at. */
public final class RawFlight implements AutoCloseable {
    private static final int MAX_MESSAGE = 64 * 1024 * 1024;

    private final ManagedChannel channel;

    public RawFlight(int port) {
        channel = NettyChannelBuilder.forAddress("127.0.0.1", port)
                .usePlaintext()
                .maxInboundMessageSize(MAX_MESSAGE)
                .build();
    }

    public ManagedChannel channel() {
        return channel;
    }

    public FlightServiceGrpc.FlightServiceBlockingStub stub(Map<String, String> headers) {
        return FlightServiceGrpc.newBlockingStub(channel).withInterceptors(headers(headers));
    }

    public static ClientInterceptor headers(Map<String, String> headers) {
        Metadata metadata = new Metadata();
        headers.forEach((name, value) -> metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
        return MetadataUtils.newAttachHeadersInterceptor(metadata);
    }

    public static Flight.FlightDescriptor descriptor(String sql) {
        return Flight.FlightDescriptor.newBuilder()
                .setType(Flight.FlightDescriptor.DescriptorType.CMD)
                .setCmd(command(sql))
                .build();
    }

    public static ByteString command(String sql) {
        return Any.pack(FlightSql.CommandStatementQuery.newBuilder()
                        .setQuery(sql)
                        .build())
                .toByteString();
    }

    public Flight.FlightInfo info(String sql, Map<String, String> headers) {
        return stub(headers).getFlightInfo(descriptor(sql));
    }

    public Flight.FlightInfo info(String sql) {
        return info(sql, Map.of());
    }

    /** Starts a DoGet for a query. */
    public DoGet open(String sql, Map<String, String> headers) {
        return open(info(sql, headers).getEndpoint(0).getTicket());
    }

    public DoGet open(String sql) {
        return open(sql, Map.of());
    }

    public DoGet open(Flight.Ticket ticket) {
        return open(ticket, Map.of());
    }

    /** Headers here should have no effect. */
    public DoGet open(Flight.Ticket ticket, Map<String, String> headers) {
        return DoGet.start(channel, ticket, headers);
    }

    /** All messages of a query that ends with OK. */
    public List<Message> all(String sql) {
        try (DoGet call = open(sql)) {
            return call.rest();
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
