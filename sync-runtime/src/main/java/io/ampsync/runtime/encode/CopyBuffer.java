package io.ampsync.runtime.encode;

import io.ampsync.runtime.stream.RowDigest;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows as binary COPY has them, without the header and trailer that a COPY begins and ends with, in reused segments.
 * Knows where the newest block begins, so that everything before it can be cut off. One thread at a time.
 */
public final class CopyBuffer implements AutoCloseable {
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xFF, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };
    private static final byte[] TRAILER = {(byte) 0xFF, (byte) 0xFF};
    private static final long NONE = -1;

    private final SegmentPool pool;
    private final List<Segment> full = new ArrayList<>();
    private Segment open;
    private Tally all = new Tally();
    /** What {@link #all} was when the newest block began, and where its first row is. */
    private Tally complete = new Tally();

    private int newestSegment;
    private int newestOffset;

    public CopyBuffer(SegmentPool pool) {
        this(pool, Segment.NONE);
    }

    private CopyBuffer(SegmentPool pool, Segment open) {
        this.pool = pool;
        this.open = open;
    }

    /** What a COPY stream begins with: signature, no flags, no extension. */
    public static byte[] copyHeader() {
        return HEADER.clone();
    }

    /** What a COPY stream ends with. */
    public static byte[] copyTrailer() {
        return TRAILER.clone();
    }

    /** Bytes of all rows. */
    public long bytes() {
        return all.bytes;
    }

    public long rows() {
        return all.rows;
    }

    /** Bytes of memory that the rows keep from other uses: a small buffer holds a whole segment until {@link #next}. */
    public long memory() {
        long memory = open.memory();
        for (Segment segment : full) {
            memory += segment.memory();
        }
        return memory;
    }

    /** An empty buffer that goes on in memory that this one does not need: no rows come to this one any more. */
    public CopyBuffer next() {
        return new CopyBuffer(pool, open.room() == 0 ? Segment.NONE : pool.split(open, open.length));
    }

    /** The sum of the rows' 128-bit hashes; see {@link TableEncoder}. */
    public RowDigest digest() {
        return new RowDigest(all.high, all.low);
    }

    /** Block of the newest row, -1 if there is none. */
    public long lastBlock() {
        return all.block;
    }

    /** True if there are rows below the newest block. */
    public boolean hasCompleteBlocks() {
        return complete.rows > 0;
    }

    /**
     * Moves every row below the newest block to a buffer of its own, with their digest; the newest block stays, for more
     * of its rows may come. The result is empty if there is only one block.
     */
    public CopyBuffer takeCompleteBlocks() {
        CopyBuffer taken = new CopyBuffer(pool);
        if (complete.rows == 0) {
            return taken;
        }
        List<Segment> segments = segments();
        taken.full.addAll(segments.subList(0, newestSegment));
        List<Segment> kept = new ArrayList<>(segments.subList(newestSegment, segments.size()));
        Segment cut = kept.getFirst();
        if (newestOffset > cut.start) {
            kept.set(0, pool.split(cut, newestOffset));
            taken.full.add(cut);
        }
        taken.all = complete;
        taken.complete = new Tally();
        full.clear();
        open = kept.removeLast();
        full.addAll(kept);
        all.subtract(complete);
        complete = new Tally();
        newestSegment = 0;
        newestOffset = 0;
        return taken;
    }

    /** Hands out all rows in order, in pieces of at most 256 KiB. */
    public void forEachSegment(SegmentConsumer consumer) throws SQLException {
        for (Segment segment : segments()) {
            for (int at = segment.start; at < segment.length; at += SegmentPool.SEGMENT) {
                consumer.accept(segment.bytes, at, Math.min(SegmentPool.SEGMENT, segment.length - at));
            }
        }
    }

    /** Forgets all rows and gives the memory back. */
    public void clear() {
        full.forEach(pool::giveBack);
        full.clear();
        pool.giveBack(open);
        open = Segment.NONE;
        all.clear();
        complete.clear();
        newestSegment = 0;
        newestOffset = 0;
    }

    @Override
    public void close() {
        clear();
    }

    private List<Segment> segments() {
        List<Segment> segments = new ArrayList<>(full);
        segments.add(open);
        return segments;
    }

    /** The segment in which the next row of at most so many bytes goes, behind its present length. */
    Segment reserve(int bytes) {
        if (open.room() < bytes) {
            if (open != Segment.NONE) {
                full.add(open);
            }
            open = pool.take(bytes);
        }
        return open;
    }

    /** The row that was written behind the reserved segment's length ends at {@code end}. */
    void commit(int end, long block, long hashHigh, long hashLow) {
        if (block != all.block) {
            complete.copyOf(all);
            newestSegment = full.size();
            newestOffset = open.length;
        }
        all.add(end - open.length, block, hashHigh, hashLow);
        open.length = end;
    }

    /** Totals over some rows. */
    private static final class Tally {
        private long rows;
        private long bytes;
        private long block = NONE;
        private long high;
        private long low;

        void add(int rowBytes, long rowBlock, long hashHigh, long hashLow) {
            rows++;
            bytes += rowBytes;
            block = rowBlock;
            long sum = low + hashLow;
            high += hashHigh + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
            low = sum;
        }

        void clear() {
            rows = 0;
            bytes = 0;
            block = NONE;
            high = 0;
            low = 0;
        }

        void subtract(Tally part) {
            rows -= part.rows;
            bytes -= part.bytes;
            high -= part.high + (Long.compareUnsigned(low, part.low) < 0 ? 1 : 0);
            low -= part.low;
        }

        void copyOf(Tally other) {
            rows = other.rows;
            bytes = other.bytes;
            block = other.block;
            high = other.high;
            low = other.low;
        }
    }
}
