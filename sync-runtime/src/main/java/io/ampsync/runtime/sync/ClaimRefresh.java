package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.resilience.CircuitBreaker;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows in the database that we live, until stopped; asks whether it is back while it fails. */
final class ClaimRefresh {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimRefresh.class);

    /** While the database fails: whoever waits for it should hear at once that it is back. */
    private static final Duration TROUBLED = Duration.ofSeconds(1);

    private final WriterSeat seat;
    private final SyncListener listener;
    private final StopSignal stop;
    private final Consumer<SyncException> fenced;
    private final CircuitBreaker database;

    /**
     * Refreshes nothing yet.
     *
     * @param fenced told if another instance took over
     */
    ClaimRefresh(
            WriterSeat seat,
            SyncListener listener,
            StopSignal stop,
            Consumer<SyncException> fenced,
            CircuitBreaker database) {
        this.seat = seat;
        this.listener = listener;
        this.stop = stop;
        this.fenced = fenced;
        this.database = database;
    }

    void run(Duration every) {
        try {
            Duration waited = Duration.ZERO;
            Duration tick = every.compareTo(TROUBLED) < 0 ? every : TROUBLED;
            while (!stop.await(tick)) {
                waited = waited.plus(tick);
                if (waited.compareTo(every) >= 0 || !database.isCalm()) {
                    waited = Duration.ZERO;
                    once();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void once() {
        try {
            if (!seat.refresh()) {
                if (database.isCalm()) {
                    return;
                }
                // Nobody holds a claim: the tables that wait for the database would wait out the breaker.
                seat.ask();
            }
            listener.databaseAnswered(null);
        } catch (SyncException e) {
            if (e.reason() == Reason.FENCED) {
                fenced.accept(e);
            } else {
                listener.databaseAnswered(e);
            }
        } catch (RuntimeException | Error e) {
            // Whatever it is: a claim that nobody refreshes is another instance's after a minute.
            LOG.warn("The claim was not refreshed", e);
        }
    }
}
