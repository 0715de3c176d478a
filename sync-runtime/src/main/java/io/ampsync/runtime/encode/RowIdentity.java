package io.ampsync.runtime.encode;

import io.ampsync.runtime.config.RowId;
import net.openhft.hashing.LongTupleHashFunction;

/**
 * The hash and {@code _id} of one row after the other of a block, as {@link TableEncoder} defines them. The hash is
 * taken over the bytes of the row where they are; up to {@link #SUFFIX} bytes behind the row are overwritten.
 */
final class RowIdentity {
    /** Room needed behind a row. */
    static final int SUFFIX = 2 * Long.BYTES;

    static final int ID = 2 * Long.BYTES;

    private static final LongTupleHashFunction XXH3 = LongTupleHashFunction.xx128();

    private final RowHash function;

    private final boolean blockOrdered;
    private final Occurrences occurrences = new Occurrences();
    /** The 128-bit hash, low half first. */
    private final long[] hash = XXH3.newResultArray();

    RowIdentity(RowId kind) {
        this(kind, XXH3::hashBytes);
    }

    /** For tests, in which hashes clash. */
    RowIdentity(RowId kind, RowHash function) {
        this.blockOrdered = kind == RowId.BLOCK_ORDERED;
        this.function = function;
    }

    void startBlock() {
        occurrences.reset();
    }

    /** Hashes {@code row[from..end)}, the user columns of a row of {@code block}, and puts the id at {@code idAt}. */
    void identify(byte[] row, int from, int end, long block, int idAt) {
        BigEndian.putLong(row, end, block);
        function.hash(row, from, end + Long.BYTES - from, hash);
        int seen = occurrences.note(hash[1]);
        if (seen > 0) {
            number(row, from, end, seen);
        }
        if (blockOrdered) {
            BigEndian.putLong(row, idAt, block);
            BigEndian.putLong(row, idAt + Long.BYTES, hash[1]);
        } else {
            BigEndian.putLong(row, idAt, hash[1]);
            BigEndian.putLong(row, idAt + Long.BYTES, hash[0]);
        }
    }

    /** Takes the first occurrence number, from {@code seen} on, whose hash is not in the block yet. */
    private void number(byte[] row, int from, int end, int seen) {
        long occurrence = seen;
        do {
            BigEndian.putLong(row, end + Long.BYTES, occurrence++);
            function.hash(row, from, end + 2 * Long.BYTES - from, hash);
        } while (occurrences.note(hash[1]) > 0);
    }

    long high() {
        return hash[1];
    }

    long low() {
        return hash[0];
    }
}
