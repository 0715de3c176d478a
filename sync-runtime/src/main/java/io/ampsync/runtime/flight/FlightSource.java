package io.ampsync.runtime.flight;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.SourceSettings;
import io.ampsync.runtime.fault.SyncException;
import io.grpc.CallOptions;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.arrow.flight.impl.Flight.FlightInfo;
import org.apache.arrow.flight.impl.Flight.Ticket;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An Amp server over gRPC. Speaks GetFlightInfo and DoGet and nothing else: other calls are refused, and Handshake
 * makes a server panic (amp-protocol 1.1). FlightClient is not used: it buffers by message count instead of bytes, loses
 * the original status codes, and waits for ever for the schema of a stream that ended without one.
 */
public final class FlightSource implements AmpSource {
    /** How long a plan may take; a stream has no deadline at all. */
    private static final Duration PLAN_DEADLINE = Duration.ofSeconds(30);

    /** For a transport's last call after everything was cancelled: the copy of one message at most. */
    private static final Duration LAST_WAIT = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(FlightSource.class);

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private static final MethodDescriptor<Ticket, InputStream> DO_GET = FlightServiceGrpc.getDoGetMethod().toBuilder(
                    FlightServiceGrpc.getDoGetMethod().getRequestMarshaller(), new Untouched())
            .build();

    private final SourceSettings settings;
    private final BufferAllocator allocator;
    private final Duration planDeadline;
    private final String name;
    private final AmpChannel channel;
    private final GrpcFaults faults;
    private final Set<FlightStream> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicReference<@Nullable EarlyAnswer> early = new AtomicReference<>();

    /**
     * Connects when first used.
     *
     * @param allocator holds every received batch; stays the caller's
     * @throws SyncException the CA file is unusable
     */
    public FlightSource(SourceSettings settings, BufferAllocator allocator) {
        this(settings, allocator, PLAN_DEADLINE);
    }

    FlightSource(SourceSettings settings, BufferAllocator allocator, Duration planDeadline) {
        this.settings = settings;
        this.allocator = allocator;
        this.planDeadline = planDeadline;
        channel = new AmpChannel(settings);
        name = "The source " + settings.endpoint().getHost()
                + (settings.endpoint().getPort() < 0
                        ? ""
                        : ":" + settings.endpoint().getPort());
        faults = new GrpcFaults(name, settings.era());
    }

    /** Begins to connect, on a thread of its own; whether that works shows in the first call. */
    public void connect() {
        ManagedChannel on = usable();
        beside(() -> {
            var _ = on.getState(true);
            // What the first answer would load and initialise: descriptors, and the JSON mapper in Arrow's schema.
            var _ = FlightServiceGrpc.getGetFlightInfoMethod();
            var _ = FlightServiceGrpc.getDoGetMethod();
            var _ = FlightInfo.getDefaultInstance();
            var _ = new Schema(List.of());
        });
    }

    /** As {@link #connect}, and asks for the plan that will be needed first; if that fails, it is asked for again then. */
    public void planAhead(StreamRequest first) {
        EarlyAnswer answer = new EarlyAnswer(first, () -> ask(first));
        early.set(answer);
        beside(answer);
    }

    private static void beside(Runnable work) {
        Thread.ofPlatform().name("connect").daemon().start(work);
    }

    @Override
    public PlannedQuery plan(StreamRequest request) {
        EarlyAnswer answer = early.get();
        FlightInfo info = null;
        if (answer != null && answer.isTo(request) && early.compareAndSet(answer, null)) {
            info = answer.orNull();
        }
        return planned(request, info == null ? ask(request) : info);
    }

    private FlightInfo ask(StreamRequest request) {
        Metadata headers = authorization();
        QueryCall.addHeaders(headers, request, settings.era());
        ManagedChannel on = usable();
        try {
            return ClientCalls.blockingUnaryCall(
                    ClientInterceptors.intercept(on, MetadataUtils.newAttachHeadersInterceptor(headers)),
                    FlightServiceGrpc.getGetFlightInfoMethod(),
                    CallOptions.DEFAULT.withDeadlineAfter(planDeadline.toMillis(), TimeUnit.MILLISECONDS),
                    QueryCall.descriptor(request));
        } catch (StatusRuntimeException e) {
            lost(on, e.getStatus());
            requireOpen();
            throw faults.of("GetFlightInfo", e.getStatus());
        }
    }

    private PlannedQuery planned(StreamRequest request, FlightInfo info) {
        if (info.getEndpointCount() != 1) {
            throw invalid("names " + info.getEndpointCount() + " endpoints instead of one", null);
        }
        if (info.getEndpoint(0).getLocationCount() != 0) {
            throw invalid("sends the reader to another server", null);
        }
        try {
            Schema schema =
                    Schemas.byValue(Schemas.encapsulated(info.getSchema().asReadOnlyByteBuffer()));
            return new Planned(request, schema, info.getEndpoint(0).getTicket());
        } catch (IOException | RuntimeException | StackOverflowError e) {
            throw invalid("has no readable schema (" + e.getMessage() + ")", e);
        }
    }

    private FlightStream open(Planned query) {
        ManagedChannel on = usable();
        FlightStream stream = new FlightStream(
                new FlightStream.Parts(
                        on.newCall(DO_GET, CallOptions.DEFAULT),
                        new FlightMessageReader(allocator, settings.maxMessageBytes()),
                        new BatchDecoder(
                                query.schema, query.request.streaming(), allocator, settings.maxMessageBytes()),
                        faults,
                        settings.windowBytes()),
                status -> lost(on, status),
                this::ended);
        open.add(stream);
        stream.start(query.ticket, authorization());
        if (closed.get()) {
            stream.close();
        }
        return stream;
    }

    private void ended(FlightStream stream) {
        if (stream.isDone()) {
            open.remove(stream);
        }
    }

    private ManagedChannel usable() {
        requireOpen();
        return channel.current();
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new CancellationException("the source was closed");
        }
    }

    private void lost(ManagedChannel on, Status status) {
        boolean connection =
                status.getCode() == Status.Code.UNAVAILABLE || status.getCode() == Status.Code.DEADLINE_EXCEEDED;
        if (connection && !closed.get()) {
            channel.failed(on);
        }
    }

    private Metadata authorization() {
        Metadata headers = new Metadata();
        if (settings.token() != null) {
            headers.put(AUTHORIZATION, "Bearer " + settings.token().reveal());
        }
        return headers;
    }

    private SyncException invalid(String what, @Nullable Throwable cause) {
        return new SyncException(
                Reason.BATCH_INVALID, name + " answers GetFlightInfo with something that " + what + ".", cause);
    }

    /** Ends every stream; when it returns, nothing of ours is in the allocator any more. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        List<FlightStream> last = List.copyOf(open);
        last.forEach(FlightStream::close);
        channel.close();
        try {
            for (FlightStream stream : last) {
                if (!stream.awaitTransport(LAST_WAIT)) {
                    LOG.debug("A stream of {} did not end in time.", name);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Planned implements PlannedQuery {
        private final StreamRequest request;
        private final Schema schema;
        private final Ticket ticket;
        private final AtomicBoolean redeemed = new AtomicBoolean();

        Planned(StreamRequest request, Schema schema, Ticket ticket) {
            this.request = request;
            this.schema = schema;
            this.ticket = ticket;
        }

        @Override
        public Schema schema() {
            return schema;
        }

        @Override
        public BatchStream open() {
            if (!redeemed.compareAndSet(false, true)) {
                throw new IllegalStateException("a ticket is redeemed once: its cursor is frozen in it");
            }
            return FlightSource.this.open(this);
        }
    }

    /** Hands the transport's bytes on as they are; {@link FlightStream} reads them before it returns. */
    private static final class Untouched implements MethodDescriptor.Marshaller<InputStream> {
        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return stream;
        }
    }
}
