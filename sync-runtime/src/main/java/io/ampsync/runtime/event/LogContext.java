package io.ampsync.runtime.event;

import org.slf4j.MDC;

/** Names of what a log line is about; every line of a thread carries what is open on it. */
public final class LogContext {
    public static final String TABLE = "table";
    public static final String NETWORK = "network";
    public static final String RANGE = "range";

    private LogContext() {}

    /** Until it is closed, on this thread. */
    public static MDC.MDCCloseable table(String table) {
        return MDC.putCloseable(TABLE, table);
    }

    /** Until {@link #leave}. */
    public static void network(String network) {
        MDC.put(NETWORK, network);
    }

    /** Both blocks are inclusive; until {@link #leaveRange}, or another range. */
    public static void range(long start, long end) {
        MDC.put(RANGE, start + "-" + end);
    }

    /** Between two ranges. */
    public static void leaveRange() {
        MDC.remove(RANGE);
    }

    /** Between two connections. */
    public static void leave() {
        MDC.remove(NETWORK);
        MDC.remove(RANGE);
    }
}
