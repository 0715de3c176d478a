package io.ampsync.runtime.flight;

import java.time.Duration;

/** The messages of one DoGet, in order. One reader; {@link #close()} may come from any thread and unblocks it. */
public interface BatchStream extends AutoCloseable {
    /**
     * Waits at most {@code wait} for the next message; {@code Duration.ZERO} asks whether one is there already.
     *
     * @throws io.ampsync.runtime.fault.SyncException the stream failed, or a message is not what the protocol says
     * @throws InterruptedException the waiting thread was interrupted
     * @throws java.util.concurrent.CancellationException this stream or its source was closed on our side
     */
    Next next(Duration wait) throws InterruptedException;

    /** Cancels the call and releases what has not been handed over; batches that were are still the receiver's. */
    @Override
    void close();

    /** What {@link #next} found. */
    sealed interface Next {}

    /** A record batch; the receiver closes it. */
    record Received(ReceivedBatch batch) implements Next {}

    /** Nothing came in time. Legal for hours on a stream. */
    record Quiet() implements Next {}

    /** The server ended the call with status OK. */
    record Ended() implements Next {}
}
