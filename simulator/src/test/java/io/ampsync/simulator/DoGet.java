package io.ampsync.simulator;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.arrow.flight.impl.Flight;
import org.apache.arrow.flight.impl.FlightServiceGrpc;
import org.jspecify.annotations.Nullable;

/** One DoGet as it arrives, message by message. */
public final class DoGet implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private @Nullable ClientCallStreamObserver<Flight.Ticket> call;

    private DoGet() {}

    static DoGet start(ManagedChannel channel, Flight.Ticket ticket, Map<String, String> headers) {
        DoGet get = new DoGet();
        FlightServiceGrpc.newStub(channel)
                .withInterceptors(RawFlight.headers(headers))
                .doGet(ticket, get.new Observer());
        return get;
    }

    /** The next message; fails if none comes. */
    public Message next() {
        return Objects.requireNonNull(
                poll(PATIENCE), () -> "no message; the call's end: " + end.getNow(Status.UNKNOWN));
    }

    /** The next message, or null if none comes in time. */
    public @Nullable Message poll(Duration patience) {
        try {
            return messages.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Messages up to and including the one that closes a microbatch. */
    public List<Message> microbatch() {
        List<Message> all = new ArrayList<>();
        do {
            all.add(next());
        } while (!all.getLast().complete());
        return all;
    }

    /** The next message that closes a microbatch. */
    public Message completion() {
        return microbatch().getLast();
    }

    /** What is left of a call that ends by itself with OK. */
    public List<Message> rest() {
        Status status = end();
        if (!status.isOk()) {
            throw new StatusRuntimeException(status);
        }
        return received();
    }

    /** What has arrived and was not taken yet. */
    public List<Message> received() {
        List<Message> all = new ArrayList<>();
        messages.drainTo(all);
        return all;
    }

    /** Waits for the status of the call. */
    public Status end() {
        return end.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    public boolean isOpen() {
        return !end.isDone();
    }

    @Override
    public void close() {
        ClientCallStreamObserver<Flight.Ticket> started = call;
        if (started != null) {
            started.cancel("the test is done", null);
        }
    }

    private final class Observer implements ClientResponseObserver<Flight.Ticket, Flight.FlightData> {
        @Override
        public void beforeStart(ClientCallStreamObserver<Flight.Ticket> stream) {
            call = stream;
        }

        @Override
        public void onNext(Flight.FlightData data) {
            messages.add(Message.of(data));
        }

        @Override
        public void onError(Throwable error) {
            end.complete(Status.fromThrowable(error));
        }

        @Override
        public void onCompleted() {
            end.complete(Status.OK);
        }
    }
}
