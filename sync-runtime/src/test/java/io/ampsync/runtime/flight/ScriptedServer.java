package io.ampsync.runtime.flight;

import com.google.protobuf.ByteString;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.netty.handler.ssl.SslContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.flight.impl.Flight.FlightData;
import org.apache.arrow.flight.impl.Flight.FlightInfo;
import org.jspecify.annotations.Nullable;

/** A gRPC server that plays a script: bytes, pauses and statuses, whatever an Amp server may or must not send. */
public final class ScriptedServer implements AutoCloseable {
    private final Server server;
    private final Queue<List<Step>> scripts = new ConcurrentLinkedQueue<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final AtomicLong sentBytes = new AtomicLong();
    private final Queue<Step> nextPlans = new ConcurrentLinkedQueue<>();
    private volatile Step plan = new Fail(Status.INTERNAL.withDescription("no plan was scripted"));

    /** What the server does next in a DoGet. */
    public sealed interface Step {}

    public record Send(ByteString message) implements Step {
        public Send(FlightData message) {
            this(message.toByteString());
        }
    }

    public record Fail(Status status) implements Step {}

    public record WaitFor(CountDownLatch signal) implements Step {}

    /** Ends with OK. A script without it stays open and silent. */
    public record End() implements Step {}

    record Call(String method, Metadata headers, ByteString request) {
        @Nullable
        String header(String name) {
            return headers.get(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER));
        }
    }

    private ScriptedServer(int port, @Nullable SslContext tls) {
        NettyServerBuilder builder = NettyServerBuilder.forPort(port)
                .fallbackHandlerRegistry(new Anything())
                .permitKeepAliveTime(1, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
        if (tls != null) {
            builder.sslContext(tls);
        }
        try {
            server = builder.build().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ScriptedServer start() {
        return new ScriptedServer(0, null);
    }

    static ScriptedServer start(int port) {
        return new ScriptedServer(port, null);
    }

    static ScriptedServer start(SslContext tls) {
        return new ScriptedServer(0, tls);
    }

    public int port() {
        return server.getPort();
    }

    public ScriptedServer plans(FlightInfo info) {
        plan = new Send(info.toByteString());
        return this;
    }

    /** Once, before what {@link #plans} says. */
    public ScriptedServer plansNext(FlightInfo info) {
        nextPlans.add(new Send(info.toByteString()));
        return this;
    }

    ScriptedServer plans(Step answer) {
        plan = answer;
        return this;
    }

    /** The next DoGet without a script plays these; once all are played, DoGets stay silent. */
    public ScriptedServer plays(Step... steps) {
        scripts.add(List.of(steps));
        return this;
    }

    List<Call> calls() {
        return calls;
    }

    long sentBytes() {
        return sentBytes.get();
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Step> stepsFor(String method) {
        if (method.endsWith("/GetFlightInfo")) {
            Step next = nextPlans.poll();
            return List.of(next == null ? plan : next, new End());
        }
        if (method.endsWith("/DoGet")) {
            List<Step> next = scripts.poll();
            return next == null ? List.of() : next;
        }
        return List.of(new Fail(Status.UNIMPLEMENTED));
    }

    /** Takes every method, so that one which must never be called would be seen. */
    private final class Anything extends HandlerRegistry {
        @Override
        public ServerMethodDefinition<byte[], byte[]> lookupMethod(String method, @Nullable String authority) {
            MethodDescriptor<byte[], byte[]> descriptor = MethodDescriptor.<byte[], byte[]>newBuilder()
                    .setType(MethodDescriptor.MethodType.SERVER_STREAMING)
                    .setFullMethodName(method)
                    .setRequestMarshaller(new Bytes())
                    .setResponseMarshaller(new Bytes())
                    .build();
            ServerCallHandler<byte[], byte[]> handler = (call, headers) -> {
                call.request(1);
                return new Playing(call, headers, method);
            };
            return ServerMethodDefinition.create(descriptor, handler);
        }
    }

    private final class Playing extends ServerCall.Listener<byte[]> {
        private final ServerCall<byte[], byte[]> call;
        private final Metadata headers;
        private final String method;
        private final Semaphore ready = new Semaphore(0);
        private final CountDownLatch cancelled = new CountDownLatch(1);

        Playing(ServerCall<byte[], byte[]> call, Metadata headers, String method) {
            this.call = call;
            this.headers = headers;
            this.method = method;
        }

        @Override
        public void onMessage(byte[] request) {
            calls.add(new Call(method, headers, ByteString.copyFrom(request)));
            Thread.startVirtualThread(() -> play(stepsFor(method)));
        }

        @Override
        public void onReady() {
            ready.release();
        }

        @Override
        public void onCancel() {
            cancelled.countDown();
            ready.release();
        }

        private void play(List<Step> steps) {
            call.sendHeaders(new Metadata());
            for (Step step : steps) {
                if (call.isCancelled()) {
                    return;
                }
                switch (step) {
                    case Send(ByteString message) -> send(message.toByteArray());
                    case Fail(Status status) -> {
                        call.close(status, new Metadata());
                        return;
                    }
                    case WaitFor(CountDownLatch signal) -> await(signal);
                    case End() -> {
                        call.close(Status.OK, new Metadata());
                        return;
                    }
                }
            }
        }

        private void send(byte[] message) {
            while (!call.isReady() && !call.isCancelled()) {
                ready.acquireUninterruptibly();
            }
            if (!call.isCancelled()) {
                call.sendMessage(message);
                sentBytes.addAndGet(message.length);
            }
        }

        private void await(CountDownLatch signal) {
            try {
                boolean signalled = false;
                while (!signalled && cancelled.getCount() > 0) {
                    signalled = signal.await(10, TimeUnit.MILLISECONDS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
