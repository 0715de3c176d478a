package io.ampsync.runtime.sync;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * How many rows go into one commit: more while commits are quick, fewer when they are slow or fail. The constants are
 * those of ampsync (sync-semantics 8). Pure, one per table.
 */
final class AdaptiveBatch {
    static final int FIRST = 1_000;
    static final int LEAST = 100;
    static final int MOST = 50_000;
    static final long BYTES = 50L << 20;
    private static final long TARGET_MILLIS = 1_000;
    private static final int WINDOW = 10;
    private static final int NEEDED = 3;
    private static final int ERRORS = 3;

    private final Deque<Long> lastMillis = new ArrayDeque<>();
    private int rows = FIRST;
    private int errors;

    /** Rows of a commit whose rows have so many bytes on average. */
    long rows(long bytesPerRow) {
        return Math.max(LEAST, Math.min(rows, BYTES / Math.max(1, bytesPerRow)));
    }

    /** A commit took so long. */
    void succeeded(Duration took) {
        errors = 0;
        lastMillis.addLast(took.toMillis());
        if (lastMillis.size() > WINDOW) {
            lastMillis.removeFirst();
        }
        if (lastMillis.size() < NEEDED) {
            return;
        }
        double mean = lastMillis.stream().mapToLong(Long::longValue).average().orElseThrow();
        scale(mean > TARGET_MILLIS ? 0.9 : mean < TARGET_MILLIS / 2.0 ? 1.2 : 1.05);
    }

    /** A commit failed; every third time in a row the next ones become smaller. */
    void failed() {
        errors++;
        if (errors == ERRORS) {
            errors = 0;
            scale(0.7);
        }
    }

    private void scale(double factor) {
        rows = Math.clamp((long) (rows * factor), LEAST, MOST);
    }
}
