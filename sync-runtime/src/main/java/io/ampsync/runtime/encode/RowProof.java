package io.ampsync.runtime.encode;

import io.ampsync.runtime.config.RowId;
import java.util.Arrays;
import java.util.List;
import net.openhft.hashing.LongTupleHashFunction;

/**
 * Takes the hash of stored rows again, from what {@code COPY … TO STDOUT (FORMAT binary)} gives of them, as {@link
 * TableEncoder} took it when they were written. A row's {@code _id} is made of its hash, so a row whose content changed
 * gives itself away. One thread.
 */
public final class RowProof {
    private static final LongTupleHashFunction XXH3 = LongTupleHashFunction.xx128();

    /** Repetitions of a row in a block that are looked for beyond those that were found in the block. */
    private static final int REPETITIONS = 64;

    private static final int SYSTEM_COLUMNS = 3;

    private final int[][] layouts;
    private final boolean blockOrdered;
    private final boolean opaque;
    private final long[] hash = XXH3.newResultArray();
    private byte[] user = new byte[1 << 12];
    private int[] starts = new int[64];
    private int fields;
    private byte[] tuple = {};
    private long block;
    private long end;
    private long found;
    private long foundIn = -1;

    /**
     * For tuples of {@code _id}, {@code _block_num_start}, {@code _block_num_end} and user columns.
     *
     * @param layouts which user columns, by their place among them, a row was made of, in order; the likeliest first
     * @param opaque true if PostgreSQL does not give back the bytes of some column as they were sent: then only the
     *     {@code _id}s are read, and rows are taken at their word
     */
    public RowProof(RowId kind, List<List<Integer>> layouts, boolean opaque) {
        this.layouts = layouts.stream()
                .map(layout -> layout.stream().mapToInt(Integer::intValue).toArray())
                .toArray(int[][]::new);
        this.blockOrdered = kind == RowId.BLOCK_ORDERED;
        this.opaque = opaque;
    }

    /** Reads the tuple that begins there; false if there is none any more. */
    public boolean read(byte[] bytes, int at) {
        tuple = bytes;
        fields = (short) ((bytes[at] << 8) | (bytes[at + 1] & 0xFF));
        if (fields < 0) {
            return false;
        }
        if (starts.length <= fields) {
            starts = new int[2 * fields];
        }
        int position = at + Short.BYTES;
        for (int field = 0; field < fields; field++) {
            starts[field] = position;
            position += ColumnWriter.LENGTH + Math.max(0, BigEndian.getInt(bytes, position));
        }
        starts[fields] = position;
        end = position;
        block = longAt(starts[2] + ColumnWriter.LENGTH);
        return true;
    }

    /** Where the next tuple begins. */
    public int next() {
        return (int) end;
    }

    /** {@code _block_num_end} of the row. */
    public long block() {
        return block;
    }

    public byte[] id() {
        return Arrays.copyOfRange(tuple, starts[0] + ColumnWriter.LENGTH, starts[1]);
    }

    /** True if {@code _id}, the block numbers and the content fit; {@link #high} and {@link #low} are the hash then. */
    public boolean holds() {
        if (starts[1] - starts[0] != ColumnWriter.LENGTH + RowIdentity.ID
                || longAt(starts[1] + ColumnWriter.LENGTH) != block
                || (blockOrdered && longAt(starts[0] + ColumnWriter.LENGTH) != block)) {
            return false;
        }
        if (opaque) {
            hash[1] = wanted();
            hash[0] = 0;
            return true;
        }
        if (foundIn != block) {
            foundIn = block;
            found = 0;
        }
        for (int[] layout : layouts) {
            if (holds(layout)) {
                return true;
            }
        }
        return false;
    }

    private boolean holds(int[] layout) {
        int length = gather(layout);
        BigEndian.putLong(user, length, block);
        XXH3.hashBytes(user, 0, length + Long.BYTES, hash);
        if (isIt()) {
            return true;
        }
        long last = REPETITIONS + 2 * found;
        for (long occurrence = 1; occurrence <= last; occurrence++) {
            BigEndian.putLong(user, length + Long.BYTES, occurrence);
            XXH3.hashBytes(user, 0, length + 2 * Long.BYTES, hash);
            if (isIt()) {
                found = Math.max(found, occurrence);
                return true;
            }
        }
        return false;
    }

    /** The user columns, one behind the other. */
    private int gather(int[] layout) {
        int length = 0;
        for (int column : layout) {
            int from = starts[SYSTEM_COLUMNS + column];
            int size = starts[SYSTEM_COLUMNS + column + 1] - from;
            if (user.length < length + size + 2 * Long.BYTES) {
                user = Arrays.copyOf(user, 2 * (length + size) + 2 * Long.BYTES);
            }
            System.arraycopy(tuple, from, user, length, size);
            length += size;
        }
        return length;
    }

    private long wanted() {
        return longAt(starts[0] + ColumnWriter.LENGTH + (blockOrdered ? Long.BYTES : 0));
    }

    private boolean isIt() {
        return hash[1] == wanted() && (blockOrdered || hash[0] == longAt(starts[0] + ColumnWriter.LENGTH + Long.BYTES));
    }

    public long high() {
        return hash[1];
    }

    /** 0 where only the {@code _id} is known. */
    public long low() {
        return hash[0];
    }

    private long longAt(int at) {
        return BigEndian.getLong(tuple, at);
    }
}
