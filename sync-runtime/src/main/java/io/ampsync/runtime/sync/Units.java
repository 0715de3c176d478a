package io.ampsync.runtime.sync;

import io.ampsync.runtime.flight.BlockRange;
import io.ampsync.runtime.flight.Cursor;
import io.ampsync.runtime.postgres.Change;
import io.ampsync.runtime.postgres.CommitUnit;
import io.ampsync.runtime.postgres.Expected;
import io.ampsync.runtime.postgres.ReorgRecord;
import io.ampsync.runtime.stream.JournalEntry;
import io.ampsync.runtime.stream.OpenSplit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What one commit says: what goes, what comes, and the lines for audit and readers.
 *
 * @param expected the checkpoint that it is based on
 * @param staleTail rows above the checkpoint that an earlier connection left; they go
 * @param replacement what the only closed microbatch, or {@code rest}, takes the place of
 * @param rest the microbatch that stays open
 */
record Units(
        Expected expected,
        @Nullable OpenSplit staleTail,
        @Nullable Replacement replacement,
        @Nullable OpenSplit rest) {
    CommitUnit of(CommitGroup group) {
        List<JournalEntry> closed = group.closed();
        return new CommitUnit(expected, group.pending(), deleteFrom(), closed, audit(closed), rest, changes(closed));
    }

    OptionalLong deleteFrom() {
        if (replacement != null) {
            return OptionalLong.of(replacement.cutFrom());
        }
        return staleTail == null ? OptionalLong.empty() : OptionalLong.of(aboveCheckpoint());
    }

    private long aboveCheckpoint() {
        Cursor watermark = expected.watermark();
        return watermark == null ? 0 : watermark.number() + 1;
    }

    private @Nullable ReorgRecord audit(List<JournalEntry> closed) {
        Cursor before = expected.watermark();
        if (replacement == null) {
            return null;
        }
        if (before == null) {
            throw new IllegalStateException("a reorg of nothing");
        }
        return new ReorgRecord(
                replacement.forkBlock(),
                before.number(),
                before.hash(),
                rest == null ? closed.getLast().range().hash() : null,
                before.number() - replacement.forkBlock() + 1,
                replacement.kind());
    }

    private List<Change> changes(List<JournalEntry> closed) {
        List<Change> changes = new ArrayList<>();
        Cursor before = expected.watermark();
        long tail = staleTail == null ? -1 : staleTail.storedThrough();
        if (replacement != null && before != null) {
            changes.add(new Change(
                    Change.Kind.REORG, replacement.cutFrom(), Math.max(tail, before.number()), before.hash()));
        } else if (staleTail != null) {
            // No reorg, but readers who have seen a part of a microbatch must hear that it goes.
            long from = aboveCheckpoint();
            changes.add(new Change(Change.Kind.REORG, from, Math.max(from, tail), null));
        }
        for (JournalEntry entry : closed) {
            BlockRange range = entry.range();
            changes.add(new Change(Change.Kind.APPEND, range.start(), range.end(), range.hash()));
        }
        if (rest != null) {
            long start = rest.range().start();
            changes.add(new Change(Change.Kind.PARTIAL, start, Math.max(start, rest.storedThrough()), null));
        }
        return changes;
    }
}
