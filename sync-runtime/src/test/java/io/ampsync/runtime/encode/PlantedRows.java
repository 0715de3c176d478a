package io.ampsync.runtime.encode;

import io.ampsync.runtime.stream.RowDigest;

/** Wrong ways to write rows, each in the place of a call of the engine. */
public final class PlantedRows {
    private PlantedRows() {}

    /** Equal rows of a block are not told apart. */
    public static int occurrenceLost(Occurrences occurrences, long key) {
        occurrences.note(key);
        return 0;
    }

    /** A part of a microbatch is said to hold a block more than it does. */
    public static long oneBlockMore(CopyBuffer buffer) {
        return buffer.lastBlock() + 1;
    }

    public static RowDigest noDigest(CopyBuffer buffer) {
        return buffer.rows() < 0 ? buffer.digest() : RowDigest.EMPTY;
    }
}
