package io.ampsync.runtime.verify;

import io.ampsync.runtime.postgres.RowRepair.Difference;
import io.ampsync.runtime.stream.JournalEntry;
import java.util.List;
import java.util.Locale;

/**
 * Something that is not as it should be.
 *
 * @param start first block of the journal entry concerned
 * @param end its last block
 * @param seen what is wrong, the end of a sentence
 * @param rows that are wrong, at most a hundred of them
 * @param repaired true if it was, and was looked at again
 */
public record Finding(
        String table, long start, long end, Kind kind, String seen, List<Difference> rows, boolean repaired) {
    /** What is wrong. */
    public enum Kind {
        /** Entries do not follow each other, or do not end at the checkpoint. */
        JOURNAL,
        /** The rows are not those that were written. */
        ROWS,
        /** The rows are those that were written, and the source has others now. */
        SOURCE,
        /** Rows of blocks that no entry has. */
        OUTSIDE;

        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Finding {
        rows = List.copyOf(rows);
    }

    static Finding of(String table, JournalEntry entry, Kind kind, String seen) {
        return of(table, entry, kind, seen, List.of());
    }

    static Finding of(String table, JournalEntry entry, Kind kind, String seen, List<Difference> rows) {
        return new Finding(table, entry.start(), entry.end(), kind, seen, rows, false);
    }

    Finding asRepaired() {
        return new Finding(table, start, end, kind, seen, rows, true);
    }
}
