package io.ampsync.runtime.sync;

import io.ampsync.runtime.config.PressureSettings;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.resilience.RateLimiter;
import java.time.Duration;

/** The rate limiter of one table: hears of its commits and failures, and holds it up as long as that asks for. */
final class Pace {
    private final String table;
    private final SyncListener listener;
    private final StopSignal stop;
    private final RateLimiter limiter;
    private Duration told = Duration.ZERO;
    private long commits;

    Pace(String table, PressureSettings settings, SyncListener listener, StopSignal stop) {
        this.table = table;
        this.listener = listener;
        this.stop = stop;
        limiter = new RateLimiter(settings);
    }

    /** Before a request. */
    void await() throws InterruptedException {
        tell();
        if (!told.isZero()) {
            stop.await(told);
        }
    }

    /** A connection has made so many commits so far; a new one is a success, and the next request has to wait. */
    void committed(long soFar) throws InterruptedException {
        if (soFar == commits) {
            return;
        }
        commits = soFar;
        if (soFar > 0) {
            limiter.succeeded();
            await();
        }
    }

    void failed(SyncException failure) {
        limiter.failed(failure.pressure());
        tell();
    }

    private void tell() {
        Duration delay = limiter.delay();
        if (!delay.equals(told)) {
            told = delay;
            listener.paced(table, delay);
        }
    }
}
