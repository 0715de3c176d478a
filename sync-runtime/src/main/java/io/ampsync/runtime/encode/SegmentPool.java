package io.ampsync.runtime.encode;

import java.util.ArrayDeque;

/**
 * Memory for encoded rows, in pieces of {@value #SEGMENT} bytes, kept for the next rows up to a limit. Safe for use by
 * many tables and threads.
 */
public final class SegmentPool {
    static final int SEGMENT = 256 * 1024;

    private final int keep;
    private final ArrayDeque<Segment> free = new ArrayDeque<>();

    /** A pool that keeps at most so many bytes that nobody uses. */
    public SegmentPool(long keepBytes) {
        this.keep = (int) Math.min(keepBytes / SEGMENT, Integer.MAX_VALUE);
    }

    /** A row never spans two segments; one that needs more than {@value #SEGMENT} bytes gets its own. */
    Segment take(int atLeast) {
        if (atLeast > SEGMENT) {
            return new Segment(atLeast);
        }
        synchronized (free) {
            Segment segment = free.pollLast();
            return segment == null ? new Segment(SEGMENT) : segment;
        }
    }

    void giveBack(Segment segment) {
        if (segment.bytes.length != SEGMENT) {
            return;
        }
        segment.length = 0;
        synchronized (free) {
            if (free.size() < keep) {
                free.addLast(segment);
            }
        }
    }
}
