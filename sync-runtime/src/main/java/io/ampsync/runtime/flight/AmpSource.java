package io.ampsync.runtime.flight;

/** The one seam to an Amp server's Flight port. Safe for use by many tables at once. */
public interface AmpSource extends AutoCloseable {
    /**
     * GetFlightInfo: the schema is known at once, also for a stream that stays silent for hours.
     *
     * @throws io.ampsync.runtime.fault.SyncException the source is unreachable or refuses the query, or the thread was
     *     interrupted (its flag is still set)
     * @throws java.util.concurrent.CancellationException this source was closed
     */
    PlannedQuery plan(StreamRequest request);

    /** Cancels every open stream and closes the channel. */
    @Override
    void close();
}
