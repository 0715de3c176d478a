package io.ampsync.runtime.sync;

import io.ampsync.api.Reason;
import io.ampsync.runtime.config.RetrySettings;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.resilience.Backoff;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a table waits before its next connection. Failures are forgiven by a connection that stored something and
 * did not end below where it began; going back to an older cursor costs nothing, unless it alternates with replacements and never gets beyond what
 * was reached before: a source that cannot make up its mind is asked less and less often. One thread.
 */
final class Patience {
    private static final Duration FIRST = Duration.ofMillis(250);
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private final RetrySettings settings;
    private final Backoff failures;
    private final Backoff waits;
    private final Backoff rewinds;
    private long highest = -1;
    private int rounds;

    Patience(RetrySettings settings, RandomGenerator random) {
        this.settings = settings;
        failures = new Backoff(settings, random);
        waits = new Backoff(settings, random);
        rewinds = new Backoff(FIRST, LONGEST, random);
    }

    /**
     * A connection is over.
     *
     * @param commits how many it made
     * @param from checkpoint at its beginning, -1 for none
     * @param to checkpoint at its end
     */
    void connected(long commits, long from, long to) {
        if (commits == 0) {
            return;
        }
        // Pieces of a split move no checkpoint, and are progress all the same.
        if (to >= from) {
            failures.reset();
            waits.reset();
        }
        if (to > highest) {
            highest = to;
            rounds = 0;
            rewinds.reset();
        } else {
            rounds++;
        }
    }

    /**
     * The pause after a failure that time can help.
     *
     * @throws SyncException {@link Reason#RETRIES_EXHAUSTED}: there have been as many retries as there may be
     */
    Pause afterFailure(SyncException failure) {
        if (failure.reason().isWaiting()) {
            return new Pause(waits.next(), failure.reason(), 0, settings.limit());
        }
        if (failures.isExhausted()) {
            throw failures.exhausted(failure);
        }
        return new Pause(failures.next(), failure.reason(), failures.attempts(), settings.limit());
    }

    /** Zero as long as the source gets somewhere. */
    Duration afterRewind() {
        return rounds > 1 ? rewinds.next() : Duration.ZERO;
    }
}
