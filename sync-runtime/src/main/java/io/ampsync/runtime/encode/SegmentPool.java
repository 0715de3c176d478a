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

    /** Cuts a segment in two; both are given back. */
    Segment split(Segment segment, int from) {
        synchronized (free) {
            segment.first.users++;
            return segment.split(from);
        }
    }

    void giveBack(Segment segment) {
        Segment first = segment.first;
        if (first.bytes.length != SEGMENT) {
            return;
        }
        synchronized (free) {
            if (--first.users > 0) {
                return;
            }
            first.users = 1;
            first.length = 0;
            first.limit = SEGMENT;
            if (free.size() < keep) {
                free.addLast(first);
            }
        }
    }
}
