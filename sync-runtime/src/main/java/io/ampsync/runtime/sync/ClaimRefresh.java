package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import java.time.Duration;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows in the database that we live, until stopped. */
final class ClaimRefresh {
    private static final Logger LOG = LoggerFactory.getLogger(ClaimRefresh.class);

    private final WriterSeat seat;
    private final SyncListener listener;
    private final StopSignal stop;
    private final Consumer<SyncException> fenced;

    /** @param fenced told if another instance took over */
    ClaimRefresh(WriterSeat seat, SyncListener listener, StopSignal stop, Consumer<SyncException> fenced) {
        this.seat = seat;
        this.listener = listener;
        this.stop = stop;
        this.fenced = fenced;
    }

    void run(Duration every) {
        try {
            while (!stop.await(every)) {
                once();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void once() {
        try {
            seat.refresh();
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
