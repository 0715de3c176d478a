package io.ampsync.simulator.table;

import static io.ampsync.simulator.table.Cells.ALWAYS;
import static io.ampsync.simulator.table.Cells.NEVER;
import static io.ampsync.simulator.table.Rows.ADDRESS;
import static io.ampsync.simulator.table.Rows.WORD;

import io.ampsync.simulator.chain.Block;
import io.ampsync.simulator.chain.Mix;
import io.ampsync.simulator.era.Era;
import java.math.BigInteger;
import java.util.function.IntToLongFunction;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FixedSizeBinaryVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;

/** Rows of {@code transactions}: all five types of transaction, some of them creations, some failed. */
record TransactionRows(Era era, int perBlock) implements RowSource {
    private static final int TYPES = 5;
    private static final int LEGACY = 0;
    private static final int BLOB = 3;
    private static final int DELEGATION = 4;
    private static final long CHAIN_ID = 31_337;

    @Override
    public void write(Block block, VectorSchemaRoot root, int row) {
        long state = Rows.state(block);
        Cells cells = new Cells(root, row, perBlock);
        cells.long64(block.number());
        cells.bytes(block.hash().bytes());
        cells.long64(block.number());
        cells.long64(Rows.nanos(block));
        cells.int32(i -> i);
        cells.random(WORD, i -> Rows.transaction(state, i));
        cells.random(ADDRESS, i -> Mix.mix(state + 1, i), i -> i % 7 != 6);
        cells.long64(i -> Mix.mix(state + 2, i) >>> 48, ALWAYS);
        cells.decimal(gwei(state + 3), i -> type(state, i) < 2);
        cells.long64(i -> 21_000 + (Mix.mix(state + 4, i) >>> 44), ALWAYS);
        value(cells, state);
        cells.binary(i -> (int) (Mix.mix(state + 6, i) >>> 57), i -> Mix.mix(state + 7, i));
        if (era.isHead()) {
            cells.random(WORD, i -> Mix.mix(state + 8, i));
            cells.random(WORD, i -> Mix.mix(state + 9, i));
            cells.bool(i -> i % 2 == 1);
            cells.long64(_ -> CHAIN_ID, i -> type(state, i) != LEGACY);
        } else {
            cells.binary(_ -> 1, i -> i);
            cells.binary(_ -> WORD, i -> Mix.mix(state + 8, i));
            cells.binary(_ -> WORD, i -> Mix.mix(state + 9, i));
        }
        cells.long64(i -> 21_000 + (Mix.mix(state + 10, i) >>> 46), ALWAYS);
        cells.int32(i -> type(state, i));
        cells.decimal(gwei(state + 11), ALWAYS);
        cells.decimal(gwei(state + 12), i -> type(state, i) >= 2);
        cells.decimal(gwei(state + 13), i -> type(state, i) == BLOB);
        cells.random(ADDRESS, i -> Mix.mix(state + 14, i));
        cells.bool(i -> i % 9 != 8);
        if (era.isHead()) {
            cells.random(WORD, i -> i, NEVER);
            accessLists(cells, state);
            blobHashes(cells, state);
            authorizations(cells, state);
        }
    }

    private static int type(long state, int index) {
        return (int) Math.floorMod(state + index, (long) TYPES);
    }

    private static IntToLongFunction gwei(long state) {
        return i -> Mix.mix(state, i) >>> 24;
    }

    private void value(Cells cells, long state) {
        if (era.isHead()) {
            cells.text(i ->
                    i % 3 == 0 ? "0" : new BigInteger(1, Cells.randomBytes(1 + i % WORD, state + i)).toString());
        } else {
            cells.decimal(i -> i % 3 == 0 ? 0 : Mix.mix(state + 5, i) >>> 1, ALWAYS);
        }
    }

    /** Null for legacy transactions, empty for most others (amp-protocol 16.23). */
    private static void accessLists(Cells cells, long state) {
        ListVector lists = (ListVector) cells.next();
        StructVector entries = (StructVector) lists.getDataVector();
        FixedSizeBinaryVector addresses = entries.getChild("address", FixedSizeBinaryVector.class);
        ListVector keys = entries.getChild("storage_keys", ListVector.class);
        FixedSizeBinaryVector words = (FixedSizeBinaryVector) keys.getDataVector();
        for (int i = 0; i < cells.count(); i++) {
            int type = type(state, i);
            if (type == LEGACY) {
                lists.setNull(cells.first() + i);
                continue;
            }
            int size = type == 1 ? 2 : 0;
            int at = lists.startNewValue(cells.first() + i);
            for (int entry = 0; entry < size; entry++) {
                int place = at + entry;
                entries.setIndexDefined(place);
                addresses.setSafe(place, Cells.randomBytes(ADDRESS, state + i + entry));
                int key = keys.startNewValue(place);
                for (int k = 0; k < entry + 1; k++) {
                    words.setSafe(key + k, Cells.randomBytes(WORD, state + i + entry + k));
                }
                keys.endValue(place, entry + 1);
            }
            lists.endValue(cells.first() + i, size);
        }
    }

    private static void blobHashes(Cells cells, long state) {
        ListVector lists = (ListVector) cells.next();
        FixedSizeBinaryVector words = (FixedSizeBinaryVector) lists.getDataVector();
        for (int i = 0; i < cells.count(); i++) {
            if (type(state, i) != BLOB) {
                lists.setNull(cells.first() + i);
                continue;
            }
            int at = lists.startNewValue(cells.first() + i);
            for (int blob = 0; blob < 2; blob++) {
                words.setSafe(at + blob, Cells.randomBytes(WORD, state + i + blob));
            }
            lists.endValue(cells.first() + i, 2);
        }
    }

    private static void authorizations(Cells cells, long state) {
        ListVector lists = (ListVector) cells.next();
        StructVector entries = (StructVector) lists.getDataVector();
        for (int i = 0; i < cells.count(); i++) {
            if (type(state, i) != DELEGATION) {
                lists.setNull(cells.first() + i);
                continue;
            }
            int at = lists.startNewValue(cells.first() + i);
            entries.setIndexDefined(at);
            entries.getChild("chain_id", UInt8Vector.class).setSafe(at, CHAIN_ID);
            entries.getChild("address", FixedSizeBinaryVector.class).setSafe(at, Cells.randomBytes(ADDRESS, state + i));
            entries.getChild("nonce", UInt8Vector.class).setSafe(at, -1L);
            entries.getChild("y_parity", BitVector.class).setSafe(at, i % 2);
            entries.getChild("r", FixedSizeBinaryVector.class).setSafe(at, Cells.randomBytes(WORD, state + i + 1));
            entries.getChild("s", FixedSizeBinaryVector.class).setSafe(at, Cells.randomBytes(WORD, state + i + 2));
            lists.endValue(cells.first() + i, 1);
        }
    }
}
