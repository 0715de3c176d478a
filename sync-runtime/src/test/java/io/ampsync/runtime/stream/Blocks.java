package io.ampsync.runtime.stream;

import io.ampsync.runtime.flight.BlockHash;
import io.ampsync.runtime.flight.BlockRange;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Blocks by number and fork, for tests: {@code hash(7, 'b')} is block 7 on fork b. */
final class Blocks {
    static final String NETWORK = "anvil";

    private Blocks() {}

    static BlockHash hash(long number, int fork) {
        return BlockHash.of(ByteBuffer.allocate(32)
                .putLong(number + 1)
                .putInt(fork)
                .putInt(1)
                .array());
    }

    static BlockHash a(long number) {
        return hash(number, 'a');
    }

    static BlockHash b(long number) {
        return hash(number, 'b');
    }

    static BlockRange range(long start, long end, BlockHash hash, @Nullable BlockHash prevHash) {
        return new BlockRange(NETWORK, start, end, hash, prevHash);
    }

    /** Blocks of fork a on blocks of fork a. */
    static BlockRange rangeA(long start, long end) {
        return range(start, end, a(end), start == 0 ? BlockHash.ZERO : a(start - 1));
    }

    /** Blocks of fork b of which the first is on fork a. */
    static BlockRange forkB(long start, long end) {
        return range(start, end, b(end), start == 0 ? BlockHash.ZERO : a(start - 1));
    }

    /** Blocks of fork b on blocks of fork b. */
    static BlockRange rangeB(long start, long end) {
        return range(start, end, b(end), b(start - 1));
    }

    static JournalEntry entry(BlockRange range) {
        return new JournalEntry(range, range.end() - range.start() + 1, new RowDigest(0, range.end()));
    }

    /** A journal on fork a from {@code start}, with boundaries at {@code ends}. */
    static Journal journal(long start, long... ends) {
        Journal journal = Journal.empty();
        long next = start;
        for (long end : ends) {
            journal = journal.append(entry(rangeA(next, end)));
            next = end + 1;
        }
        return journal;
    }
}
