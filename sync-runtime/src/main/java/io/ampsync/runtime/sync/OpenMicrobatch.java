package io.ampsync.runtime.sync;

import io.ampsync.runtime.encode.CopyBuffer;
import io.ampsync.runtime.flight.BlockRange;
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
