package io.ampsync.runtime.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Rows in segments, and the cut before the newest block. */
class CopyBufferTest {
    private final SegmentPool pool = new SegmentPool(1 << 24);

    private static void add(CopyBuffer buffer, long block, int size) {
        Segment segment = buffer.reserve(size);
        int start = segment.length;
        for (int i = 0; i < size; i++) {
            segment.bytes[start + i] = (byte) (block + i);
        }
        buffer.commit(start + size, block, block, -size);
    }

    @Property(tries = 100)
    void cuttingLosesAndAddsNothing(
            @ForAll @Size(max = 30) List<@IntRange(max = 3) Integer> steps,
            @ForAll @IntRange(min = 1, max = 300_000) int size) {
        CopyBuffer whole = new CopyBuffer(pool);
        CopyBuffer rest = new CopyBuffer(pool);
        List<CopyBuffer> parts = new ArrayList<>();
        long block = 5;
        for (int step : steps) {
            block += step == 3 ? 1 : 0;
            add(whole, block, size);
            add(rest, block, size);
            if (step == 0) {
                CopyBuffer part = rest.takeCompleteBlocks();
                assertThat(part.lastBlock()).isLessThan(rest.lastBlock());
                parts.add(part);
            }
        }
        parts.add(rest);
        byte[] joined = new byte[(int) whole.bytes()];
        int at = 0;
        for (CopyBuffer part : parts) {
            byte[] bytes = Rows.bytes(part);
            System.arraycopy(bytes, 0, joined, at, bytes.length);
            at += bytes.length;
        }
        assertThat(joined).isEqualTo(Rows.bytes(whole));
        assertThat(parts.stream().mapToLong(CopyBuffer::rows).sum()).isEqualTo(whole.rows());
        assertThat(parts.stream().map(CopyBuffer::digest).reduce((a, b) -> a.plus(b)))
                .contains(whole.digest());
        parts.forEach(CopyBuffer::close);
        whole.close();
    }

    @Test
    void theNewestBlockStays() {
        CopyBuffer buffer = new CopyBuffer(pool);
        add(buffer, 7, 10);
        assertThat(buffer.takeCompleteBlocks().rows()).isZero();
        add(buffer, 8, 10);
        add(buffer, 8, 10);
        CopyBuffer taken = buffer.takeCompleteBlocks();
        assertThat(taken.rows()).isEqualTo(1);
        assertThat(taken.lastBlock()).isEqualTo(7);
        assertThat(buffer.rows()).isEqualTo(2);
        assertThat(buffer.lastBlock()).isEqualTo(8);
        assertThat(buffer.takeCompleteBlocks().rows()).isZero();
    }

    @Test
    void piecesAreAtMostOneSegmentLong() throws SQLException {
        CopyBuffer buffer = new CopyBuffer(pool);
        add(buffer, 1, 100);
        add(buffer, 1, 1_000_000);
        add(buffer, 1, 100);
        List<Integer> lengths = new ArrayList<>();
        buffer.forEachSegment((bytes, offset, length) -> lengths.add(length));
        assertThat(lengths).allMatch(length -> length <= 256 * 1024);
        assertThat(lengths.stream().mapToInt(Integer::intValue).sum()).isEqualTo(1_000_200);
    }

    @Test
    void clearedSegmentsAreUsedAgain() {
        CopyBuffer buffer = new CopyBuffer(pool);
        add(buffer, 1, 100);
        Segment segment = buffer.reserve(1);
        buffer.clear();
        assertThat(buffer.rows()).isZero();
        assertThat(buffer.bytes()).isZero();
        assertThat(buffer.lastBlock()).isEqualTo(-1);
        assertThat(buffer.reserve(1)).isSameAs(segment);
    }

    @Property(tries = 100)
    void buffersThatShareSegmentsHoldWhatTheyWouldAlone(
            @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 5) Integer> rows,
            @ForAll @IntRange(min = 1, max = 150_000) int size) {
        List<CopyBuffer> shared = new ArrayList<>();
        List<CopyBuffer> alone = new ArrayList<>();
        CopyBuffer next = new CopyBuffer(pool);
        long block = 1;
        for (int count : rows) {
            CopyBuffer present = next;
            CopyBuffer own = new CopyBuffer(pool);
            for (int i = 0; i < count; i++) {
                add(present, block, size);
                add(own, block, size);
                block += i % 2;
            }
            next = present.next();
            shared.add(present);
            alone.add(own);
            block++;
        }
        shared.add(next);
        long memory = shared.stream().mapToLong(CopyBuffer::memory).sum();
        assertThat(memory % SegmentPool.SEGMENT).isZero();
        assertThat(memory)
                .isLessThanOrEqualTo(
                        alone.stream().mapToLong(CopyBuffer::memory).sum());
        for (int i = 0; i < alone.size(); i++) {
            assertThat(Rows.bytes(shared.get(i))).isEqualTo(Rows.bytes(alone.get(i)));
            assertThat(shared.get(i).digest()).isEqualTo(alone.get(i).digest());
            assertThat(shared.get(i).lastBlock()).isEqualTo(alone.get(i).lastBlock());
        }
        shared.forEach(CopyBuffer::close);
        alone.forEach(CopyBuffer::close);
    }

    @Test
    void aSharedSegmentIsUsedAgainOnceEverybodyIsDoneWithIt() {
        CopyBuffer first = new CopyBuffer(pool);
        add(first, 1, 100);
        CopyBuffer second = first.next();
        add(second, 2, 100);
        byte[] memory = second.reserve(1).bytes;
        assertThat(first.memory()).isEqualTo(100);
        assertThat(second.memory()).isEqualTo(SegmentPool.SEGMENT - 100);

        first.close();
        CopyBuffer third = new CopyBuffer(pool);
        assertThat(third.reserve(1).bytes).isNotSameAs(memory);
        second.close();
        CopyBuffer fourth = new CopyBuffer(pool);
        assertThat(fourth.reserve(1).bytes).isSameAs(memory);
        assertThat(fourth.reserve(1).start).isZero();
    }

    @Test
    void anEmptyBufferHasNothingToSay() throws SQLException {
        CopyBuffer buffer = new CopyBuffer(pool);
        List<Integer> lengths = new ArrayList<>();
        buffer.forEachSegment((bytes, offset, length) -> lengths.add(length));
        assertThat(lengths).isEmpty();
        assertThat(buffer.takeCompleteBlocks().lastBlock()).isEqualTo(-1);
    }
}
