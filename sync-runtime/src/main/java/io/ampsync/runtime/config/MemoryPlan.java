package io.ampsync.runtime.config;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;

/**
 * How the memory of the process is shared, so that its buffers together never take more: received batches live in
 * direct memory, encoded rows on the heap.
 *
 * @param windowBytes received and not yet processed bytes at which a stream waits
 * @param bufferBytes encoded bytes that a table holds
 * @param poolBytes encoded bytes that all tables hold
 */
public record MemoryPlan(long windowBytes, long bufferBytes, long poolBytes) {
    private static final long MEBI = 1L << 20;

    /** What the process has on the heap besides rows: classes' data, connections, logs, metrics. */
    private static final long HEAP_BASE = 20 * MEBI;

    /** What the transport holds whatever it transports. */
    private static final long TRANSPORT = 12 * MEBI;

    private static final long LEAST_WINDOW = MEBI;
    private static final long LEAST_BUFFER = 2 * MEBI;

    /**
     * Shares out what the JVM may take.
     *
     * @param heap its largest heap, in bytes
     * @param direct its largest direct memory, in bytes
     * @throws SyncException {@link Reason#CONFIGURATION_INVALID}: a batch of the allowed size would not fit
     */
    public static MemoryPlan of(long heap, long direct, int tables, FlightSettings flight, LimitSettings limits) {
        // Until its last byte is copied a message is in the transport's memory, and all of its copy is allocated.
        long messages = 2L * flight.maxMessageBytes();
        long receive = direct - TRANSPORT - messages;
        if (receive < tables * LEAST_WINDOW) {
            throw tooSmall(direct, "received batches", tables, TRANSPORT + messages + tables * LEAST_WINDOW);
        }
        // The other half is for what the collector needs to move things, and for a batch while it is encoded.
        long rows = (heap - HEAP_BASE) / 2;
        if (rows < tables * LEAST_BUFFER) {
            throw tooSmall(heap, "encoded rows and the program", tables, HEAP_BASE + 2L * tables * LEAST_BUFFER);
        }
        return new MemoryPlan(
                Math.min(flight.windowBytes(), receive / tables),
                Math.min(limits.tableBufferBytes(), rows / tables),
                rows);
    }

    private static SyncException tooSmall(long has, String what, int tables, long needed) {
        return new SyncException(
                Reason.CONFIGURATION_INVALID,
                Variable.AMPSYNC_MEMORY + " leaves " + ByteSize.text(has) + " for " + what + ", and "
                        + (tables == 1 ? "one table needs " : tables + " tables need ") + ByteSize.text(needed)
                        + " with messages of up to " + Variable.AMPSYNC_GRPC_MAX_DECODE_MB + ". Raise the first by "
                        + ByteSize.text(2 * (needed - has)) + ", lower the second, or sync fewer tables.");
    }
}
