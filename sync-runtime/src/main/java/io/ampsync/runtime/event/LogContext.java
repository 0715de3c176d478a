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

    public static MDC.MDCCloseable network(String network) {
        return MDC.putCloseable(NETWORK, network);
    }

    /** Both blocks are inclusive. */
    public static MDC.MDCCloseable range(long start, long end) {
        return MDC.putCloseable(RANGE, start + "-" + end);
    }
}
