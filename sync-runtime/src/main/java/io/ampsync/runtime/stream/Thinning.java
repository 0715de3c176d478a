package io.ampsync.runtime.stream;

import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the journal short without forgetting a block: old neighbours are merged, so that boundaries become rarer with
 * their distance from the checkpoint. All boundaries of the newest blocks stay, and the number of older ones grows with
 * the logarithm of their number of blocks.
 */
public final class Thinning {
    static final long NEWEST_BLOCKS = 10_000;
    static final int NEWEST_ENTRIES = 256;

    /** An old entry may be as long as this fraction of its distance: what a deep reorg reads again in vain. */
    private static final int DISTANCE_PER_LENGTH = 4;

    private Thinning() {}

    /**
     * The merges to do, in ascending order and independent of each other, so that any number of them may be done: each
     * replaces the entries from its start to its end ({@link Journal#merge}).
     */
    public static List<JournalEntry> plan(Journal journal, RuleSettings settings) {
        if (journal.size() <= NEWEST_ENTRIES) {
            return List.of();
        }
        long checkpoint = journal.last().end();
        long newest = checkpoint - Math.max(settings.retentionBlocks(), NEWEST_BLOCKS);
        int movable = Math.min(journal.size() - NEWEST_ENTRIES, journal.indexEndingBefore(newest) + 1);
        List<JournalEntry> merges = new ArrayList<>();
        int i = 0;
        while (i < movable) {
            JournalEntry merged = journal.at(i);
            int next = i + 1;
            while (next < movable && fits(merged.start(), journal.at(next).end(), checkpoint)) {
                merged = merged.mergedWith(journal.at(next));
                next++;
            }
            if (next > i + 1) {
                merges.add(merged);
            }
            i = next;
        }
        return List.copyOf(merges);
    }

    private static boolean fits(long start, long end, long checkpoint) {
        return end - start < (checkpoint - end) / DISTANCE_PER_LENGTH;
    }
}
