package io.ampsync.simulator.flight;

import io.ampsync.simulator.query.Refused;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gRPC service by hand: DoGet sends bytes that gRPC never sees as FlightData, so that a member that the real server
 * leaves out is absent here too. Every call but the two of section 1.1 is unimplemented.
 */
final class FlightCalls {
    private static final Logger LOG = LoggerFactory.getLogger(FlightCalls.class);
    private static final int MAX_REQUEST_BYTES = 4 * 1024 * 1024;
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);
    private static final List<Unimplemented> UNIMPLEMENTED = List.of(
            new Unimplemented(FlightServiceGrpc.getGetSchemaMethod(), "get_schema"),
            new Unimplemented(FlightServiceGrpc.getPollFlightInfoMethod(), "poll_flight_info"),
            new Unimplemented(FlightServiceGrpc.getListFlightsMethod(), "list_flights"),
            new Unimplemented(FlightServiceGrpc.getListActionsMethod(), "list_actions"),
            new Unimplemented(FlightServiceGrpc.getDoActionMethod(), "do_action"),
            new Unimplemented(FlightServiceGrpc.getDoPutMethod(), "do_put"),
            new Unimplemented(FlightServiceGrpc.getDoExchangeMethod(), "do_exchange"),
            new Unimplemented(FlightServiceGrpc.getHandshakeMethod(), "handshake"));

    private final FlightService service;
    private final Supplier<Behaviour> behaviour;
    private final Faults faults;
    private final Consumer<@Nullable SocketAddress> reset;
    private final AtomicLong connections = new AtomicLong();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final Set<Waker> open = ConcurrentHashMap.newKeySet();

    /** @param reset resets the connection with this remote address */
    FlightCalls(
            FlightService service,
            Supplier<Behaviour> behaviour,
            Faults faults,
            Consumer<@Nullable SocketAddress> reset) {
        this.service = service;
        this.behaviour = behaviour;
        this.faults = faults;
        this.reset = reset;
    }

    ServerServiceDefinition definition() {
        ServerServiceDefinition.Builder definition = ServerServiceDefinition.builder(FlightServiceGrpc.SERVICE_NAME)
                .addMethod(FlightServiceGrpc.getGetFlightInfoMethod(), this::onGetFlightInfo)
                .addMethod(
                        FlightServiceGrpc.getDoGetMethod().toBuilder(
                                        FlightServiceGrpc.getDoGetMethod().getRequestMarshaller(),
                                        WireMessage.MARSHALLER)
                                .build(),
                        this::onDoGet);
        UNIMPLEMENTED.forEach(method -> method.addTo(definition));
        return definition.build();
    }

    /** Every open stream looks at the world again. */
    void wake() {
        open.forEach(Waker::wake);
    }

    /** Streams that are open now. */
    int openCalls() {
        return open.size();
    }

    /** Ends every DoGet and returns when they have given their memory back. */
    void endAll() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }

    private ServerCall.Listener<Flight.FlightDescriptor> onGetFlightInfo(
            ServerCall<Flight.FlightDescriptor, Flight.FlightInfo> call, Metadata headers) {
        call.request(2);
        return new ServerCall.Listener<>() {
            @Override
            public void onMessage(Flight.FlightDescriptor descriptor) {
                try {
                    requireSize(descriptor.getSerializedSize());
                    authorize(headers);
                    Optional<Fault.Action> fault = faults.onGetFlightInfo();
                    if (fault.isPresent()) {
                        strike(fault.get(), call);
                        return;
                    }
                    Flight.FlightInfo info = service.getFlightInfo(descriptor, headers);
                    call.sendHeaders(new Metadata());
                    call.sendMessage(info);
                    call.close(Status.OK, new Metadata());
                } catch (RuntimeException e) {
                    call.close(status(e), new Metadata());
                }
            }
        };
    }

    private void strike(Fault.Action action, ServerCall<?, ?> call) {
        switch (action) {
            case Fault.Action.Fail(var code, var text) ->
                call.close(code.toStatus().withDescription(text), new Metadata());
            case Fault.Action.Reset _ -> reset(call);
            case Fault.Action.Hang _ -> LOG.info("a GetFlightInfo hangs as asked");
        }
    }

    private ServerCall.Listener<Flight.Ticket> onDoGet(ServerCall<Flight.Ticket, WireMessage> call, Metadata headers) {
        Waker waker = new Waker();
        call.request(2);
        return new ServerCall.Listener<>() {
            @Override
            public void onMessage(Flight.Ticket ticket) {
                open.add(waker);
                Thread thread = Thread.ofVirtual()
                        .name("do-get")
                        .unstarted(() -> serve(call, headers, ticket.getTicket().toByteArray(), waker));
                threads.add(thread);
                thread.start();
            }

            @Override
            public void onCancel() {
                waker.wake();
            }

            @Override
            public void onReady() {
                waker.wake();
            }
        };
    }

    private void serve(ServerCall<Flight.Ticket, WireMessage> call, Metadata headers, byte[] ticket, Waker waker) {
        try {
            requireSize(ticket.length);
            authorize(headers);
            Outgoing outgoing = new Outgoing(call, waker, behaviour, faults.onDoGet(), () -> reset(call));
            outgoing.begin();
            service.doGet(ticket, outgoing, waker, connections.incrementAndGet());
            call.close(Status.OK, new Metadata());
        } catch (CallEnded _) {
            LOG.debug("the client ended a DoGet");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            if (!call.isCancelled()) {
                call.close(status(e), new Metadata());
            }
        } finally {
            open.remove(waker);
            threads.remove(Thread.currentThread());
        }
    }

    private void reset(ServerCall<?, ?> call) {
        reset.accept(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
    }

    private static void requireSize(int bytes) {
        if (bytes > MAX_REQUEST_BYTES) {
            throw new Refused(
                    Status.Code.OUT_OF_RANGE,
                    "Error, decoded message length too large: found " + bytes + " bytes, the limit is: "
                            + MAX_REQUEST_BYTES + " bytes");
        }
    }

    private void authorize(Metadata headers) {
        Optional<String> token = behaviour.get().token();
        if (token.isPresent() && !("Bearer " + token.get()).equals(headers.get(AUTHORIZATION))) {
            throw new Refused(Status.Code.UNAUTHENTICATED, "missing or wrong bearer token");
        }
    }

    private static Status status(RuntimeException e) {
        return switch (e) {
            case Refused refused -> refused.code().toStatus().withDescription(refused.getMessage());
            case StatusRuntimeException status -> status.getStatus();
            default -> {
                LOG.error("a call failed", e);
                yield Status.INTERNAL.withDescription(String.valueOf(e.getMessage()));
            }
        };
    }

    /** A method that only says its own name. */
    private record Unimplemented(MethodDescriptor<?, ?> method, String name) {
        private void addTo(ServerServiceDefinition.Builder definition) {
            add(definition, method);
        }

        private <Q, R> void add(ServerServiceDefinition.Builder definition, MethodDescriptor<Q, R> descriptor) {
            ServerCallHandler<Q, R> handler = (call, _) -> {
                call.close(Status.UNIMPLEMENTED.withDescription(name), new Metadata());
                return new ServerCall.Listener<>() {};
            };
            definition.addMethod(descriptor, handler);
        }
    }
}
