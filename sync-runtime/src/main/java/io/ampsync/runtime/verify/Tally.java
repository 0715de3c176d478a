package io.ampsync.runtime.verify;

import io.ampsync.runtime.postgres.RowRepair.Difference;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.RowDigest;
import java.util.ArrayList;
import java.util.List;

/** Rows of one journal entry, as they were counted somewhere. */
final class Tally {
    static final int MOST_NAMED = 100;

    private final JournalEntry entry;
    private long rows;
    private long high;
    private long low;
    private long altered;
    private final List<Difference> named = new ArrayList<>();

    Tally(JournalEntry entry) {
        this.entry = entry;
    }

    JournalEntry entry() {
        return entry;
    }

    void add(long hashHigh, long hashLow) {
        rows++;
        long sum = low + hashLow;
        high += hashHigh + (Long.compareUnsigned(sum, low) < 0 ? 1 : 0);
        low = sum;
    }

    void add(long count, RowDigest digest) {
        rows += count;
        RowDigest sum = new RowDigest(high, low).plus(digest);
        high = sum.high();
        low = sum.low();
    }

    void addAltered(Difference row) {
        rows++;
        altered++;
        if (named.size() < MOST_NAMED) {
            named.add(row);
        }
    }

    long rows() {
        return rows;
    }

    List<Difference> named() {
        return named;
    }

    /** True if these are the rows that the journal speaks of. */
    boolean fits() {
        return altered == 0 && rows == entry.rows() && new RowDigest(high, low).equals(entry.digest());
    }

    /** The same where only the upper half of each hash is known: the lower halves carry one over per row at most. */
    boolean fitsAsFarAsKnown() {
        return altered == 0
                && rows == entry.rows()
                && Long.compareUnsigned(entry.digest().high() - high, rows) <= 0;
    }

    /** What is wrong, as far as it shows without asking the source. */
    String problem() {
        List<String> parts = new ArrayList<>();
        if (altered > 0) {
            parts.add(altered == 1 ? "1 row is not as it was written" : altered + " rows are not as they were written");
        }
        if (rows != entry.rows()) {
            parts.add("there are " + rows + " rows of " + entry.rows());
        }
        if (parts.isEmpty()) {
            parts.add("the rows are as many as were written, and others");
        }
        return String.join(", ", parts);
    }
}
