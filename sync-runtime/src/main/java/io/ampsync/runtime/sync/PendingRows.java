package io.ampsync.runtime.sync;

import io.ampsync.runtime.postgres.RowSource;

/** Encoded rows that wait for their commit. */
sealed interface PendingRows extends RowSource, AutoCloseable permits CopyRows, Spool {
    /** COPY bytes of all rows. */
    long bytes();

    @Override
    void close();
}
