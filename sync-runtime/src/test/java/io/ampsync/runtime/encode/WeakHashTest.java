package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.RowId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.openhft.hashing.LongHashFunction;

/** With a hash of few values, so that different rows clash all the time. */
class WeakHashTest {
    private static final int VALUES = 5;
    private static final int BLOCK = 7;

    /** The first half has few values, and none of them is free for ever: a second try goes on to others. */
    private static final RowHash WEAK = (bytes, from, length, result) -> {
        long hash = LongHashFunction.xx3().hashBytes(bytes, from, length);
        result[1] = length > Long.BYTES + 4 ? hash >>> 48 : Long.remainderUnsigned(hash, VALUES);
        result[0] = hash;
    };

    @Property
    void clashingRowsAllGetAnIdOfTheirOwn(
            @ForAll @Size(max = 60) List<@IntRange(max = 30) Integer> rows, @ForAll RowId kind) {
        List<String> ids = ids(rows, kind);
        assertThat(ids).hasSize(rows.size()).doesNotHaveDuplicates();
        assertThat(ids(rows, kind)).isEqualTo(ids);
    }

    private static List<String> ids(List<Integer> rows, RowId kind) {
        RowIdentity identity = new RowIdentity(kind, WEAK);
        identity.startBlock();
        List<String> ids = new ArrayList<>();
        byte[] row = new byte[RowIdentity.ID + 4 + RowIdentity.SUFFIX];
        for (int value : rows) {
            BigEndian.putInt(row, RowIdentity.ID, value);
            identity.identify(row, RowIdentity.ID, RowIdentity.ID + 4, BLOCK, 0);
            ids.add(HexFormat.of().formatHex(Arrays.copyOf(row, RowIdentity.ID)));
        }
        return ids;
    }
}
