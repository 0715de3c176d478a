package io.ampsync.runtime.postgres;

import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.OpenSplit;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Everything that becomes visible at once.
 *
 * @param expected the checkpoint that this was decided on; any other one refuses it
 * @param rows what to copy, in order
 * @param deleteFrom rows and journal entries from this block on go first; a boundary of the journal
 * @param entries journal entries of the microbatches that are closed by this, ascending
 * @param reorg the audit line, if chain history was replaced
 * @param openAfter the microbatch that stays open, if any
 * @param changes lines of the readers' feed, at least one, what goes first
 */
public record CommitUnit(
        Expected expected,
        List<? extends RowSource> rows,
        OptionalLong deleteFrom,
        List<JournalEntry> entries,
        @Nullable ReorgRecord reorg,
        @Nullable OpenSplit openAfter,
        List<Change> changes)
        implements GrowingUnit {
    public CommitUnit {
        rows = List.copyOf(rows);
        entries = List.copyOf(entries);
        changes = List.copyOf(changes);
        require(!changes.isEmpty(), "a commit without a line in the feed");
        boolean removal = changes.getFirst().kind() == Change.Kind.REORG;
        require(!removal || deleteFrom.isPresent(), "a line of the feed about rows that stay");
        require(removal || reorg == null, "a reorg is the first line of the feed");
        long above = deleteFrom.isPresent()
                ? deleteFrom.getAsLong() - 1
                : expected.watermark() == null ? -1 : expected.watermark().number();
        for (JournalEntry entry : entries) {
            require(entry.range().start() > above, "journal entries overlap at block " + above);
            above = entry.range().end();
        }
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    @Override
    public boolean hasRows() {
        return rowCount() > 0;
    }

    @Override
    public void writeTo(RowSource.Segments segments) throws SQLException {
        for (RowSource source : rows) {
            source.writeTo(segments);
        }
    }

    @Override
    public CommitUnit whole() {
        return this;
    }

    long rowCount() {
        return rows.stream().mapToLong(RowSource::rows).sum();
    }
}
