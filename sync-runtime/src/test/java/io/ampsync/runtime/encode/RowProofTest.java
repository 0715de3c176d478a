package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.ampsync.runtime.config.RowId;
import java.nio.ByteBuffer;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Rows are made by {@link RowIdentity}, as the encoder does, and read back as PostgreSQL sends them. */
class RowProofTest {
    /** A tuple of the given user columns, whose identity was taken over some of them. */
    private static byte[] tuple(long block, List<byte[]> columns, List<Integer> made) {
        int length = made.stream().mapToInt(i -> 4 + columns.get(i).length).sum();
        byte[] scratch = new byte[RowIdentity.ID + length + RowIdentity.SUFFIX];
        ByteBuffer user = ByteBuffer.wrap(scratch).position(RowIdentity.ID);
        made.forEach(i -> user.putInt(columns.get(i).length).put(columns.get(i)));
        RowIdentity identity = new RowIdentity(RowId.BLOCK_ORDERED);
        identity.startBlock();
        identity.identify(scratch, RowIdentity.ID, RowIdentity.ID + length, block, 0);
        ByteBuffer out = ByteBuffer.allocate(2
                + 20
                + 24
                + columns.stream().mapToInt(column -> 4 + column.length).sum());
        out.putShort((short) (3 + columns.size())).putInt(16).put(scratch, 0, RowIdentity.ID);
        out.putInt(8).putLong(block).putInt(8).putLong(block);
        columns.forEach(column -> out.putInt(column.length).put(column));
        return out.array();
    }

    @Property(tries = 200)
    void anyFlippedBitOfTheContentIsSeen(
            @ForAll @Size(min = 1, max = 40) byte[] first,
            @ForAll @Size(max = 40) byte[] second,
            @ForAll @IntRange(max = 1_000_000) int block,
            @ForAll @IntRange(max = 10_000) int bit) {
        byte[] tuple = tuple(block, List.of(first, second), List.of(0, 1));
        RowProof proof = new RowProof(RowId.BLOCK_ORDERED, List.of(List.of(0, 1)), false);
        assertThat(proof.read(tuple, 0)).isTrue();
        assertThat(proof.holds()).isTrue();
        assertThat(proof.block()).isEqualTo(block);
        assertThat(proof.next()).isEqualTo(tuple.length);

        int content = 2 + 20 + 24 + 4;
        int at = content + ((bit / 8) % first.length);
        tuple[at] ^= (byte) (1 << (bit % 8));
        assertThat(proof.read(tuple, 0)).isTrue();
        assertThat(proof.holds()).isFalse();
    }

    @Test
    void aRowOfAnOlderVersionIsKnownByTheColumnsThatItHad() {
        byte[] added = {9};
        byte[] old = {1, 2, 3};
        byte[] tuple = tuple(7, List.of(added, old), List.of(1));
        RowProof newestOnly = new RowProof(RowId.BLOCK_ORDERED, List.of(List.of(0, 1)), false);
        newestOnly.read(tuple, 0);
        assertThat(newestOnly.holds()).isFalse();
        RowProof both = new RowProof(RowId.BLOCK_ORDERED, List.of(List.of(0, 1), List.of(1)), false);
        both.read(tuple, 0);
        assertThat(both.holds()).isTrue();
    }

    @Test
    void blockNumbersThatDoNotFitTheIdAreSeen() {
        byte[] tuple = tuple(7, List.of(new byte[] {1}), List.of(0));
        tuple[2 + 20 + 4 + 7] = 8;
        RowProof proof = new RowProof(RowId.BLOCK_ORDERED, List.of(List.of(0)), true);
        proof.read(tuple, 0);
        assertThat(proof.holds()).isFalse();
    }

    @Test
    void theTrailerEndsIt() {
        RowProof proof = new RowProof(RowId.BLOCK_ORDERED, List.of(List.of()), false);
        assertThat(proof.read(CopyBuffer.copyTrailer(), 0)).isFalse();
    }
}
