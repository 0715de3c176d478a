package io.ampsync.runtime.sync;

/** What is left of rows that were handed to a transaction: their numbers. */
record SentRows(long rows, long bytes) implements PendingRows {
    static SentRows of(PendingRows rows) {
        return new SentRows(rows.rows(), rows.bytes());
    }

    @Override
    public long memory() {
        return 0;
    }

    @Override
    public void writeTo(Segments segments) {
        throw new IllegalStateException("the rows are gone");
    }

    @Override
    public void close() {}
}
