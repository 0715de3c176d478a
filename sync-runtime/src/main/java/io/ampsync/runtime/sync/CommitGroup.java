package io.ampsync.runtime.sync;

import io.ampsync.runtime.encode.CopyBuffer;
import io.ampsync.runtime.stream.JournalEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Closed microbatches, and complete blocks of the open one, that wait to be committed together. One thread. */
final class CommitGroup {
    private final List<PendingRows> pending = new ArrayList<>();
    private final List<JournalEntry> closed = new ArrayList<>();
    private long bytes;
    private long memory;
    private long since;

    /** The first microbatch begins. */
    void begin(long now) {
        if (closed.isEmpty()) {
            since = now;
        }
    }

    /** Takes over what was spooled, and then the buffer. */
    void collect(OpenMicrobatch microbatch, CopyBuffer buffer) {
        Spool spooled = microbatch.spool;
        if (spooled != null) {
            microbatch.spool = null;
            pending.add(spooled);
            bytes += spooled.bytes();
        }
        pending.add(new CopyRows(buffer));
        bytes += buffer.bytes();
        memory += buffer.memory();
    }

    void close(JournalEntry entry) {
        closed.add(entry);
    }

    boolean hasClosed() {
        return !closed.isEmpty();
    }

    /** The microbatches whose rows, in part at least, are here and that are complete. */
    List<JournalEntry> closed() {
        return List.copyOf(closed);
    }

    List<PendingRows> pending() {
        return List.copyOf(pending);
    }

    long rows() {
        return pending.stream().mapToLong(PendingRows::rows).sum();
    }

    long bytes() {
        return bytes;
    }

    /** Bytes of memory that are kept from other uses. */
    long memory() {
        return memory;
    }

    /** True if it is large or old enough for a commit. */
    boolean isDue(BatchLimits limits, AdaptiveBatch size, long now) {
        long rows = rows();
        return Duration.ofNanos(now - since).compareTo(limits.groupAge()) >= 0
                || (rows > 0 && rows >= size.rows(bytes / rows));
    }

    /** True if it should not wait in memory any longer. */
    boolean isFull(BatchLimits limits) {
        return bytes >= limits.groupBytes() || memory >= limits.bufferBytes() / 2;
    }

    /** Hands the rows over; what they are is still known here. */
    void moveTo(Sending sending) {
        pending.replaceAll(rows -> {
            if (rows instanceof SentRows) {
                return rows;
            }
            SentRows numbers = SentRows.of(rows);
            sending.offer(rows);
            return numbers;
        });
        memory = 0;
    }

    void clear() {
        pending.forEach(PendingRows::close);
        pending.clear();
        closed.clear();
        bytes = 0;
        memory = 0;
    }
}
