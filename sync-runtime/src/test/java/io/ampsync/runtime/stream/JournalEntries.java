package io.ampsync.runtime.stream;

import java.util.List;

/** What thinning may do, at any two neighbours and at any age, for tests of other packages. */
public final class JournalEntries {
    private JournalEntries() {}

    /** The entry that takes the place of the entry at {@code index} and the one behind it. */
    public static JournalEntry merged(List<JournalEntry> journal, int index) {
        return journal.get(index).mergedWith(journal.get(index + 1));
    }
}
