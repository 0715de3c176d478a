package io.ampsync.runtime.sync;

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

    private final Backoff failures;
    private final Backoff rewinds;
    private long highest = -1;
    private int rounds;

    Patience(RandomGenerator random) {
        failures = new Backoff(FIRST, LONGEST, random);
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
        }
        if (to > highest) {
            highest = to;
            rounds = 0;
            rewinds.reset();
        } else {
            rounds++;
        }
    }

    Duration afterFailure() {
        return failures.next();
    }

    /** Zero as long as the source gets somewhere. */
    Duration afterRewind() {
        return rounds > 1 ? rewinds.next() : Duration.ZERO;
    }
}
