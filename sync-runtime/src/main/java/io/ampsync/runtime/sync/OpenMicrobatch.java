package io.ampsync.runtime.sync;

import io.ampsync.runtime.encode.CopyBuffer;
import io.ampsync.runtime.encode.SegmentPool;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.stream.OpenSplit;
import io.ampsync.runtime.stream.RowDigest;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A microbatch between its first message and its completion. */
final class OpenMicrobatch {
    final BlockRange range;

    @Nullable
    Replacement replacement;

    CopyBuffer buffer;
    long storedRows;
    private long storedThrough;
    RowDigest storedDigest = RowDigest.EMPTY;

    @Nullable
    Spool spool;

    private final @Nullable Path directory;

    /** @param directory of {@link Spool} */
    OpenMicrobatch(BlockRange range, @Nullable Replacement replacement, CopyBuffer buffer, @Nullable Path directory) {
        this.directory = directory;
        this.range = range;
        this.replacement = replacement;
        this.buffer = buffer;
    }

    /** True if the buffer has more than half of its memory in complete blocks; a block is cut only if it alone is too large. */
    boolean isChunkDue(long memory) {
        long bytes = buffer.bytes();
        return bytes > memory || (bytes > memory / 2 && buffer.hasCompleteBlocks());
    }

    /** Takes the complete blocks of the buffer; of a single block without its end, all there is. Counts them as stored. */
    CopyBuffer takeChunk(SegmentPool segments) {
        CopyBuffer chunk = buffer.takeCompleteBlocks();
        storedThrough = chunk.lastBlock();
        if (chunk.rows() == 0) {
            chunk = buffer;
            storedThrough = chunk.lastBlock() - 1;
            buffer = new CopyBuffer(segments);
        }
        storedRows += chunk.rows();
        storedDigest = storedDigest.plus(chunk.digest());
        return chunk;
    }

    /** What is stored of it while the rest is to come. */
    OpenSplit split() {
        return new OpenSplit(range, Math.max(storedThrough, range.start() - 1), storedRows, storedDigest);
    }

    /** Moves the buffer's rows to disk. */
    void spool() {
        Spool target = spool == null ? new Spool(directory) : spool;
        spool = target;
        storedRows += buffer.rows();
        storedDigest = storedDigest.plus(buffer.digest());
        target.append(buffer);
    }

    void close() {
        buffer.close();
        if (spool != null) {
            spool.close();
        }
    }
}
