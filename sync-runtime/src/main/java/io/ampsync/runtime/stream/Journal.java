package io.ampsync.runtime.stream;

import io.ampsync.api.Reason;
import io.ampsync.runtime.fault.SyncException;
import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * The ranges that a table holds, ascending, without overlap or gap: invariant I3. Immutable; what an operation does not
 * touch is shared, so that a journal of tens of thousands of entries can be extended for every microbatch.
 *
 * <p>The end of every entry, with its hash, is a <em>boundary</em>: the last one is the checkpoint, and a cut is made
 * behind a boundary or before the first block, nowhere else.
 */
public final class Journal {
    private static final Journal EMPTY = new Journal(Chunks.empty());

    private final Chunks<JournalEntry> entries;

    private Journal(Chunks<JournalEntry> entries) {
        this.entries = entries;
    }

    public static Journal empty() {
        return EMPTY;
    }

    /**
     * A journal read from the database.
     *
     * @param entries ascending
     * @throws SyncException DEFECT if they break I3
     */
    public static Journal of(Iterable<JournalEntry> entries) {
        Journal journal = EMPTY;
        for (JournalEntry entry : entries) {
            journal = journal.append(entry);
        }
        return journal;
    }

    public boolean isEmpty() {
        return entries.size() == 0;
    }

    public int size() {
        return entries.size();
    }

    /** The entries, ascending; a view. */
    public List<JournalEntry> entries() {
        return new View(entries);
    }

    /** The entry with the lowest blocks; on an empty journal an IllegalStateException. */
    public JournalEntry first() {
        return at(0);
    }

    /** The entry with the highest blocks; on an empty journal an IllegalStateException. */
    public JournalEntry last() {
        return at(size() - 1);
    }

    /** The last boundary, up to which the table's rows are exactly those of the chain that the hash identifies. */
    public Optional<Cursor> checkpoint() {
        return isEmpty() ? Optional.empty() : Optional.of(last().boundary());
    }

    public Optional<JournalEntry> entryEndingAt(long block) {
        return entryAt(indexEndingBefore(block) + 1).filter(entry -> entry.end() == block);
    }

    public Optional<JournalEntry> lastEndingBefore(long block) {
        return entryAt(indexEndingBefore(block));
    }

    /**
     * Adds the entry behind the checkpoint. It begins right behind it, or later if its {@code prev_hash} shows that the
     * chain has no block between; a {@code prev_hash} that the server left out is accepted right behind only.
     *
     * @throws SyncException DEFECT if it does not follow: I3 would be broken
     */
    public Journal append(JournalEntry entry) {
        if (!isEmpty() && !follows(entry.range(), last().range())) {
            throw new SyncException(
                    Reason.DEFECT,
                    "range " + entry.start() + ".." + entry.end() + " does not follow checkpoint " + last().end()
                            + ".");
        }
        return new Journal(entries.append(entry));
    }

    private static boolean follows(BlockRange next, BlockRange last) {
        return next.network().equals(last.network())
                && next.start() > last.end()
                && (next.prevHash() == null
                        ? next.start() == last.end() + 1
                        : next.prevHash().equals(last.hash()));
    }

    /**
     * Drops every entry with blocks at or above {@code block}.
     *
     * @throws SyncException DEFECT if {@code block} lies inside an entry, whose lower part would be lost
     */
    public Journal cutFrom(long block) {
        int kept = indexEndingBefore(block) + 1;
        if (kept < size() && at(kept).start() < block) {
            throw new SyncException(
                    Reason.DEFECT,
                    "a cut at " + block + " would split range " + at(kept).start() + ".." + at(kept).end() + ".");
        }
        return new Journal(entries.take(kept));
    }

    /** With the entries from {@code merged.start()} to {@code merged.end()} replaced by it; see {@link Thinning}. */
    public Journal merge(JournalEntry merged) {
        int from = indexEndingBefore(merged.start()) + 1;
        int to = indexEndingBefore(merged.end()) + 1;
        Chunks<JournalEntry> result = entries.take(from).append(merged);
        for (int i = to + 1; i < size(); i++) {
            result = result.append(at(i));
        }
        return new Journal(result);
    }

    /** Position of the last entry that ends before {@code block}; -1 if there is none. */
    int indexEndingBefore(long block) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (at(middle).end() < block) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - 1;
    }

    JournalEntry at(int index) {
        if (index < 0 || index >= size()) {
            throw new IllegalStateException("the journal has " + size() + " entries, none at " + index);
        }
        return entries.get(index);
    }

    private Optional<JournalEntry> entryAt(int index) {
        return index < 0 || index >= size() ? Optional.empty() : Optional.of(entries.get(index));
    }

    @Override
    public String toString() {
        return isEmpty() ? "empty" : size() + " ranges, " + first().start() + ".." + last().end();
    }

    private static final class View extends AbstractList<JournalEntry> implements RandomAccess {
        private final Chunks<JournalEntry> entries;

        View(Chunks<JournalEntry> entries) {
            this.entries = entries;
        }

        @Override
        public JournalEntry get(int index) {
            return entries.get(Objects.checkIndex(index, size()));
        }

        @Override
        public int size() {
            return entries.size();
        }
    }
}
