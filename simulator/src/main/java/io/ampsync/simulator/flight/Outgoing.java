package io.ampsync.simulator.flight;

import io.ampsync.simulator.query.Refused;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The sending half of one DoGet: waits for the transport's room, keeps silent and slow when told to, and lets faults
 * strike before and after each message. Used by one thread.
 */
final class Outgoing {
    /** What was handed to the transport gets this long to leave before a reset. */
    private static final long FLUSH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private final ServerCall<?, WireMessage> call;
    private final Waker waker;
    private final Supplier<Behaviour> behaviour;
    private final List<Fault> faults;
    private final Runnable reset;
    private int messages;
    private int completions;

    Outgoing(
            ServerCall<?, WireMessage> call,
            Waker waker,
            Supplier<Behaviour> behaviour,
            List<Fault> faults,
            Runnable reset) {
        this.call = call;
        this.waker = waker;
        this.behaviour = behaviour;
        this.faults = new ArrayList<>(faults);
        this.reset = reset;
    }

    /** On receipt of the call. */
    void begin() throws CallEnded, InterruptedException {
        strike(place -> place instanceof Fault.Place.AtDoGet);
    }

    /** Response headers: the query is accepted, though the first message may be hours away. */
    void open() {
        call.sendHeaders(new Metadata());
    }

    void send(WireMessage message) throws CallEnded, InterruptedException {
        strike(place -> place instanceof Fault.Place.BeforeMessage(int k) && k == messages);
        pause();
        awaitRoom();
        call.sendMessage(message);
        int sent = messages++;
        strike(place -> place instanceof Fault.Place.AfterMessage(int k) && k == sent);
    }

    /** The message that closes a microbatch. */
    void complete(WireMessage message) throws CallEnded, InterruptedException {
        int completion = ++completions;
        strike(place -> place instanceof Fault.Place.BeforeCompletion(int k) && k == completion);
        send(message);
        strike(place -> place instanceof Fault.Place.AfterCompletion(int k) && k == completion);
    }

    /** Waits for a change of chain or behaviour later than the given count of {@link Waker#changes()}. */
    void awaitChangeSince(long seen) throws CallEnded, InterruptedException {
        checkOpen();
        waker.awaitChangeSince(seen);
        checkOpen();
    }

    long changes() {
        return waker.changes();
    }

    private void pause() throws InterruptedException {
        long nanos = behaviour.get().messageDelay().toNanos();
        if (nanos > 0) {
            waker.await(call::isCancelled, nanos);
        }
    }

    private void awaitRoom() throws CallEnded, InterruptedException {
        waker.await(
                () -> call.isCancelled() || (call.isReady() && !behaviour.get().silent()));
        checkOpen();
    }

    private void checkOpen() throws CallEnded {
        if (call.isCancelled()) {
            throw new CallEnded();
        }
    }

    private void strike(Predicate<Fault.Place> here) throws CallEnded, InterruptedException {
        Iterator<Fault> waiting = faults.iterator();
        while (waiting.hasNext()) {
            Fault fault = waiting.next();
            if (here.test(fault.place())) {
                waiting.remove();
                act(fault.action());
            }
        }
    }

    private void act(Fault.Action action) throws CallEnded, InterruptedException {
        switch (action) {
            case Fault.Action.Fail(var code, var text) -> throw new Refused(code, text);
            case Fault.Action.Reset _ -> {
                waker.await(call::isCancelled, FLUSH_NANOS);
                reset.run();
                throw new CallEnded();
            }
            case Fault.Action.Hang _ -> {
                waker.await(call::isCancelled);
                throw new CallEnded();
            }
        }
    }
}
