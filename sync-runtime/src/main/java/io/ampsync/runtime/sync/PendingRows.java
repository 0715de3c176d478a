package io.ampsync.runtime.sync;

import io.ampsync.runtime.postgres.RowSource;

/** Encoded rows that wait for their commit. */
sealed interface PendingRows extends RowSource, AutoCloseable permits CopyRows, Spool, SentRows {
    /** Bytes of memory that they keep from other uses. */
    long memory();

    @Override
    void close();
}
