package io.ampsync.runtime.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** A line every five seconds, so that long work is seen to go on. */
final class VerifyProgress implements AutoCloseable {
    private static final long INTERVAL = 5_000_000_000L;

    private final String table;
    private final PrintWriter err;
    private final long began = System.nanoTime();
    private long said = began;
    private long rows;

    VerifyProgress(String table, PrintWriter err) {
        this.table = table;
        this.err = err;
    }

    void rows(long more) {
        rows += more;
        long now = System.nanoTime();
        if (now - said >= INTERVAL) {
            said = now;
            double seconds = (now - began) / 1e9;
            err.printf(Locale.ROOT, "%s: %,d rows, %,.0f rows/s%n", table, rows, rows / seconds);
        }
    }

    @Override
    public void close() {
        err.flush();
    }
}
