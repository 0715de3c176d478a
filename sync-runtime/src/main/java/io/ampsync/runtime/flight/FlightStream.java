package io.ampsync.runtime.flight;

import io.ampsync.runtime.fault.SyncException;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.arrow.flight.impl.Flight.Ticket;
import org.apache.arrow.memory.OutOfMemoryException;
import org.jspecify.annotations.Nullable;

/**
 * One DoGet. The transport's thread only copies a message into Arrow memory and queues it; the reader's thread decodes.
 * The next message is asked for as long as the largest one so far would fit into the window beside what was received
 * and not yet closed; beyond it HTTP/2 flow control stops the server. So a stream holds a window, or one message that is
 * larger.
 */
final class FlightStream extends ClientCall.Listener<InputStream> implements BatchStream {
    private final ClientCall<Ticket, InputStream> call;
    private final FlightMessageReader reader;
    private final BatchDecoder decoder;
    private final GrpcFaults faults;
    private final long windowBytes;
    private final Consumer<Status> onLost;
    private final Runnable onEnd;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<FlightMessage> arrived = new ArrayDeque<>();
    private final CountDownLatch transported = new CountDownLatch(1);
    private long held;
    private long largest;
    private boolean paused;
    private boolean ended;
    private boolean closed;
    private @Nullable SyncException failure;

    /** The parts that one stream is made of. */
    record Parts(
            ClientCall<Ticket, InputStream> call,
            FlightMessageReader reader,
            BatchDecoder decoder,
            GrpcFaults faults,
            long windowBytes) {}

    /**
     * @param onLost told a status that is not OK
     * @param onEnd told when the reader, and when the transport is done with it
     */
    FlightStream(Parts parts, Consumer<Status> onLost, Consumer<FlightStream> onEnd) {
        call = parts.call;
        reader = parts.reader;
        decoder = parts.decoder;
        faults = parts.faults;
        windowBytes = parts.windowBytes;
        this.onLost = onLost;
        this.onEnd = () -> onEnd.accept(this);
    }

    void start(Ticket ticket, Metadata headers) {
        call.start(this, headers);
        call.request(1);
        call.sendMessage(ticket);
        call.halfClose();
    }

    @Override
    public void onMessage(InputStream bytes) {
        if (isOver()) {
            return;
        }
        FlightMessage message;
        try {
            message = reader.read(bytes);
        } catch (IOException e) {
            fail(GrpcFaults.damaged(e));
            return;
        } catch (StatusRuntimeException e) {
            fail(faults.of("DoGet", e.getStatus()));
            return;
        } catch (OutOfMemoryException | OutOfMemoryError e) {
            fail(GrpcFaults.outOfMemory(e));
            return;
        }
        if (queue(message)) {
            call.request(1);
        }
    }

    private boolean queue(FlightMessage message) {
        lock.lock();
        try {
            if (closed || failure != null) {
                message.close();
                return false;
            }
            arrived.add(message);
            held += message.wireBytes();
            largest = Math.max(largest, message.wireBytes());
            paused = isFull();
            changed.signalAll();
            return !paused;
        } finally {
            lock.unlock();
        }
    }

    private boolean isFull() {
        return held > 0 && held + largest > windowBytes;
    }

    @Override
    public void onClose(Status status, Metadata trailers) {
        try {
            ended(status);
        } finally {
            transported.countDown();
            onEnd.run();
        }
    }

    /** Neither reader nor transport needs it any more. */
    boolean isDone() {
        lock.lock();
        try {
            return closed && transported.getCount() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the transport has said its last word, and so holds no memory of ours any more. */
    boolean awaitTransport(Duration atMost) throws InterruptedException {
        return transported.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void ended(Status status) {
        if (!status.isOk()) {
            onLost.accept(status);
        }
        lock.lock();
        try {
            if (status.isOk()) {
                ended = true;
            } else if (failure == null) {
                failure = faults.of("DoGet", status);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Next next(Duration wait) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.NANOSECONDS.convert(wait);
        while (true) {
            FlightMessage message;
            lock.lockInterruptibly();
            try {
                while (arrived.isEmpty()) {
                    if (closed) {
                        throw new CancellationException("the stream was closed");
                    }
                    if (failure != null) {
                        throw failure;
                    }
                    if (ended) {
                        return new Ended();
                    }
                    long left = deadline - System.nanoTime();
                    if (left <= 0) {
                        return new Quiet();
                    }
                    long ignored = changed.awaitNanos(left);
                }
                message = arrived.remove();
            } finally {
                lock.unlock();
            }
            Optional<ReceivedBatch> batch = decode(message);
            if (batch.isPresent()) {
                return new Received(batch.get());
            }
        }
    }

    private Optional<ReceivedBatch> decode(FlightMessage message) {
        long bytes = message.wireBytes();
        try {
            Optional<BatchDecoder.Decoded> decoded = decoder.decode(message);
            if (decoded.isEmpty()) {
                giveBack(bytes);
            }
            return decoded.map(it -> new ReceivedBatch(it.metadata(), it.rows(), bytes, () -> giveBack(bytes)));
        } catch (SyncException e) {
            fail(e);
            drop();
            throw e;
        }
    }

    private void giveBack(long bytes) {
        boolean resume;
        lock.lock();
        try {
            held -= bytes;
            // Not for each message that makes room: asking from here wakes the transport's thread.
            resume = paused && !isFull() && held <= windowBytes / 2;
            paused &= !resume;
        } finally {
            lock.unlock();
        }
        if (resume) {
            call.request(1);
        }
    }

    private void fail(SyncException reason) {
        lock.lock();
        try {
            if (failure == null) {
                failure = reason;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        call.cancel("ampsync cannot read the stream", null);
    }

    private boolean isOver() {
        lock.lock();
        try {
            return closed || failure != null;
        } finally {
            lock.unlock();
        }
    }

    private void drop() {
        lock.lock();
        try {
            arrived.forEach(FlightMessage::close);
            arrived.clear();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            drop();
        } finally {
            lock.unlock();
        }
        call.cancel("ampsync closed the stream", null);
        decoder.close();
        onEnd.run();
    }
}
